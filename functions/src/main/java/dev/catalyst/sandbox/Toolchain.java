package dev.catalyst.sandbox;

import dev.catalyst.workspace.Language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What runs code of each language: the first command inside, what it reads, its environment. */
final class Toolchain {

    /** Where smoke tests give up: within the bound on the whole run. */
    private static final int SMOKE_SECONDS = 30;

    private static final String PACKAGE = "/dev/catalyst/sandbox/inside/";

    /** The classes of the package `inside`; it has no nested ones but Smoke's. */
    static final List<String> CLASSES =
            List.of("Inside", "JavaCompile", "JavaTests", "Report", "Smoke", "Smoke$Page");

    private final Executables executables;
    private final Optional<JavaCache> cache;
    private final Interpreter java = Interpreter.java();
    private final Map<Language, Interpreter> known = new LinkedHashMap<>();

    Toolchain(Executables executables, Optional<JavaCache> cache) {
        this.executables = executables;
        this.cache = cache;
    }

    /** What is missing for the language, and how to install it. */
    Optional<String> missing(Language language) {
        return interpreter(language).isPresent()
                ? Optional.empty()
                : Optional.of(
                        switch (language) {
                            case JAVA -> "Java's own folder is not known.";
                            case PYTHON ->
                                    "python3 was not found on PATH, or does not start: install it (apt-get install python3, dnf install python3).";
                            case NODE ->
                                    "node was not found on PATH, or does not start: install Node.js 20 or later (apt-get install nodejs, dnf install nodejs, or nodejs.org).";
                        });
    }

    /** Puts what runs beside the code into the run's folder. */
    void install(RunFolder folder) throws IOException {
        Path classes = Files.createDirectories(folder.driver().resolve(PACKAGE.substring(1)));
        for (String name : CLASSES) {
            copy(name + ".class", classes);
        }
        copy("inside.py", folder.driver());
        copy("inside.mjs", folder.driver());
    }

    Confined command(Run run, RunFolder folder) {
        List<String> command = new ArrayList<>();
        // the files are read only where they lie: the code gets a copy
        command.addAll(
                List.of(
                        "/bin/sh",
                        "-c",
                        "cp -R \"$0\"/. . && exec \"$@\"",
                        folder.input().toString()));
        command.addAll(driver(run, folder));
        List<Path> readable = new ArrayList<>(List.of(java.home(), junit()));
        interpreter(run.runtime()).map(Interpreter::home).ifPresent(readable::add);
        cache.map(JavaCache::folder).ifPresent(readable::add);
        return new Confined(folder, command, environment(run, folder), readable, run.bounds());
    }

    private List<String> driver(Run run, RunFolder folder) {
        String kind = run.kind().wire();
        String report = folder.report().toString();
        if (run.kind() == Kind.SMOKE) {
            var command = inside(run, folder, kind, report);
            command.add(Optional.ofNullable(run.runCommand()).orElse(""));
            command.add(Optional.ofNullable(run.path()).orElse("/"));
            command.add(Integer.toString(Math.min(SMOKE_SECONDS, run.bounds().wallSeconds())));
            return command;
        }
        String program = interpreter(run.runtime()).orElseThrow().executable().toString();
        return switch (run.runtime()) {
            case JAVA -> inside(run, folder, kind, report);
            case PYTHON ->
                    List.of(
                            program,
                            "-B",
                            folder.driver().resolve("inside.py").toString(),
                            kind,
                            report);
            case NODE ->
                    List.of(
                            program,
                            "--no-warnings",
                            "--experimental-vm-modules",
                            folder.driver().resolve("inside.mjs").toString(),
                            kind,
                            report);
        };
    }

    private List<String> inside(Run run, RunFolder folder, String kind, String report) {
        List<String> command =
                java(folder, run.bounds(), cache.map(JavaCache::flags).orElse(List.of()));
        command.addAll(List.of(kind, report));
        return command;
    }

    /** What starts {@code Inside}, up to its arguments. */
    List<String> java(RunFolder folder, Limits limits, List<String> more) {
        List<String> command = new ArrayList<>();
        command.add(java.executable().toString());
        command.addAll(flags(limits, folder));
        command.addAll(more);
        Path classes = cache.map(JavaCache::jar).orElse(folder.driver());
        command.addAll(
                List.of("-cp", classes + ":" + junit(), "dev.catalyst.sandbox.inside.Inside"));
        return command;
    }

    /** Quick to start, and of half the memory: an address limit would not let it start at all. */
    private static List<String> flags(Limits limits, RunFolder folder) {
        return List.of(
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Xmx" + limits.memoryBytes() / 2,
                "-Djava.io.tmpdir=" + folder.tmp(),
                "-Duser.home=" + folder.tmp());
    }

    private Map<String, String> environment(Run run, RunFolder folder) {
        List<String> path = new ArrayList<>(List.of(java.home().resolve("bin").toString()));
        interpreter(run.runtime())
                .map(found -> String.valueOf(found.executable().getParent()))
                .ifPresent(path::add);
        path.addAll(List.of("/usr/local/bin", "/usr/bin", "/bin"));
        long megabytes = run.bounds().memoryBytes() >> 20;
        return Map.of(
                "PATH", String.join(":", path),
                "JAVA_HOME", java.home().toString(),
                "HOME", folder.tmp().toString(),
                "TMPDIR", folder.tmp().toString(),
                "LANG", "C.UTF-8",
                // what the code starts itself keeps to the same bounds
                "JDK_JAVA_OPTIONS", String.join(" ", flags(run.bounds(), folder)),
                "NODE_OPTIONS", "--max-old-space-size=" + megabytes / 2,
                "PYTHONDONTWRITEBYTECODE", "1");
    }

    private synchronized Optional<Interpreter> interpreter(Language language) {
        Interpreter found = known.get(language);
        if (found != null) {
            return Optional.of(found);
        }
        Optional<Interpreter> asked =
                switch (language) {
                    case JAVA -> Optional.of(java);
                    case PYTHON -> Interpreter.python(executables);
                    case NODE -> Interpreter.node(executables);
                };
        asked.ifPresent(interpreter -> known.put(language, interpreter));
        return asked;
    }

    /** The jar that has JUnit whole: found by a class which is in no other. */
    private static Path junit() {
        URL found =
                Toolchain.class.getResource("/org/junit/platform/console/ConsoleLauncher.class");
        if (found == null) {
            throw new IllegalStateException("junit-platform-console-standalone is not there");
        }
        String inJar = found.getPath();
        return Path.of(URI.create(inJar.substring(0, inJar.indexOf('!'))));
    }

    static void copy(String resource, Path folder) throws IOException {
        try (InputStream in = Toolchain.class.getResourceAsStream(PACKAGE + resource)) {
            if (in == null) {
                throw new UncheckedIOException(new IOException(PACKAGE + resource + " is missing"));
            }
            Files.copy(in, folder.resolve(resource));
        }
    }
}
