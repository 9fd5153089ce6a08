package dev.catalyst.local.cli;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.PortChoice;
import dev.catalyst.local.Running;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What the local host needs of this machine. */
record MachineCheck(Session session) {

    private static final long MEGABYTE = 1_000_000;
    private static final long LEAST_SPACE = 500 * MEGABYTE;
    private static final long GOOD_SPACE = 2_000 * MEGABYTE;

    Finding jdk() {
        return Finding.ok(
                "JDK", "%s in %s".formatted(Runtime.version(), System.getProperty("java.home")));
    }

    Finding maven() {
        return command("mvn")
                .map(path -> Finding.ok("Maven", path.toString()))
                .orElseGet(
                        () ->
                                Finding.warn(
                                        "Maven",
                                        "not in PATH: needed to build after a change. Install Maven 3.8 or newer."));
    }

    Finding bubblewrap() {
        var what = "bubblewrap";
        var found = command("bwrap");
        if (found.isEmpty()) {
            return unisolated(
                    "not in PATH: code that a model wrote will be refused. Install bubblewrap (apt-get install bubblewrap, dnf install bubblewrap)");
        }
        var failure =
                failure(
                        found.get().toString(),
                        "--ro-bind",
                        "/",
                        "/",
                        "--unshare-all",
                        "--die-with-parent",
                        "true");
        return failure.map(
                        said ->
                                unisolated(
                                        "is there, but cannot isolate (%s): allow unprivileged user namespaces"
                                                .formatted(said)))
                .orElseGet(() -> Finding.ok(what, found.get() + " isolates"));
    }

    private Finding unisolated(String said) {
        var remedy =
                said + ", or set SANDBOX_ALLOW_UNISOLATED=true to run such code without isolation.";
        return "true".equals(session.variables().get("SANDBOX_ALLOW_UNISOLATED"))
                ? Finding.warn("bubblewrap", "not used, as SANDBOX_ALLOW_UNISOLATED=true allows")
                : Finding.fail("bubblewrap", remedy);
    }

    Finding ports(Configuration configuration) {
        var what = "ports";
        var running = Running.in(session.home(configuration));
        if (running.isPresent()) {
            return Finding.ok(
                    what,
                    "the host is up: process %d at port %d"
                            .formatted(running.get().pid(), running.get().ports().http()));
        }
        int first = configuration.integer("PORT");
        if (first == 0) {
            return Finding.ok(what, "PORT=0: free ones are chosen");
        }
        var taken = PortChoice.taken(first);
        return taken.isEmpty()
                ? Finding.ok(what, "%d to %d are free".formatted(first, first + 4))
                : Finding.fail(
                        what,
                        "%s of %d to %d taken by another program: set PORT to another number, or to 0 for free ports"
                                .formatted(taken, first, first + 4));
    }

    Finding disk(Configuration configuration) {
        var what = "disk";
        var home = session.home(configuration);
        try {
            long free = Files.getFileStore(existing(home)).getUsableSpace();
            var said = "%,d MB free at %s".formatted(free / MEGABYTE, session.shown(home));
            if (free < LEAST_SPACE) {
                return Finding.fail(
                        what, said + ": make room, or set CATALYST_HOME to another disk.");
            }
            return free < GOOD_SPACE ? Finding.warn(what, said) : Finding.ok(what, said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path existing(Path path) {
        var at = path;
        while (!Files.exists(at)) {
            at = at.getParent();
        }
        return at;
    }

    private Optional<Path> command(String name) {
        return Arrays.stream(session.variables().getOrDefault("PATH", "").split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What a command says before it fails; nothing if it works. */
    private static Optional<String> failure(String... command) {
        try {
            var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return Optional.of("no answer within 10 s");
            }
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of(Paint.harmless(said.strip()));
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("interrupted");
        }
    }
}
