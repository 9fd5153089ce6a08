package dev.catalyst.sandbox;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;

/**
 * The classes of the compiler, of JUnit and of the sandbox's own, loaded and linked beforehand (JEP
 * 483 and 514), which a run in Java then need not do. Made outside of any sandbox, by a program of
 * ours; runs only read it. Java itself checks that it fits, and goes on without it where it does
 * not.
 *
 * @param folder what {@link #main} filled
 */
record JavaCache(Path folder) {

    /** The system property that names the folder. */
    private static final String PROPERTY = "catalyst.sandbox.cache";

    private static final String SAMPLE = "SampleTest.java";

    /** The one that this process was given, if it could be made. */
    static Optional<JavaCache> provided() {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .map(folder -> new JavaCache(Path.of(folder)))
                .filter(cache -> Files.exists(cache.classes()));
    }

    /** A jar: Java's cache knows no folders of classes. */
    Path jar() {
        return folder.resolve("inside.jar");
    }

    /** Silent, where Java cannot use it: what a program under test prints is all that is told. */
    List<String> flags() {
        return List.of("-XX:AOTCache=" + classes(), "-Xlog:aot*=off", "-Xlog:cds*=off");
    }

    private Path classes() {
        return folder.resolve("inside.aot");
    }

    /** {@code FOLDER}: fills it. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        new JavaCache(Files.createDirectories(Path.of(arguments[0]).toAbsolutePath())).make();
    }

    /** Compiles and tests a sample, and has Java write down what it loaded for that. */
    private void make() throws IOException, InterruptedException {
        var toolchain = new Toolchain(Executables.ofThisProcess(), Optional.of(this));
        try (var run = RunFolder.create(folder)) {
            toolchain.install(run);
            Toolchain.copy(SAMPLE, run.work());
            jarOf(run.driver());
            Path part = run.tmp().resolve("inside.aot");
            var flags = List.of("-XX:AOTCacheOutput=" + part, "-Xlog:aot*=error");
            List<String> command = toolchain.java(run, Limits.DEFAULT, flags);
            command.addAll(List.of(Kind.TEST.wire(), run.report().toString()));
            var builder = new ProcessBuilder(command).directory(run.work().toFile()).inheritIO();
            builder.environment().clear();
            if (builder.start().waitFor() != 0) {
                throw new IOException("the sample failed: " + Files.readString(run.report()));
            }
            Files.move(part, classes(), REPLACE_EXISTING);
            // runs may be another user's
            Files.setPosixFilePermissions(jar(), fromString("rw-r--r--"));
            Files.setPosixFilePermissions(classes(), fromString("rw-r--r--"));
            Files.setPosixFilePermissions(folder, fromString("rwxr-xr-x"));
        }
    }

    private void jarOf(Path classes) throws IOException {
        var jar = ToolProvider.findFirst("jar").orElseThrow();
        var arguments = List.of("cf", jar().toString(), "-C", classes.toString(), "dev");
        if (jar.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
            throw new IOException(jar() + " cannot be written");
        }
    }
}
