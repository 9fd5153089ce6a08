package dev.catalyst.local;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.Ports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A host that is up, as its home's {@code host.json} tells other processes. */
public record Running(long pid, Instant processStart, Ports ports) {

    private static final String FILE = "host.json";

    /** What the operating system's clock ticks may differ by between two processes. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** This process, serving on the ports. */
    public static Running here(Ports ports) {
        var self = ProcessHandle.current();
        return new Running(self.pid(), started(self), ports);
    }

    /** The host that serves from the home, if its process lives. */
    public static Optional<Running> in(Path home) {
        try {
            var running = Json.read(Files.readString(home.resolve(FILE)), Running.class);
            return Optional.of(running).filter(Running::lives);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells of this host, whole or not at all. */
    public void announce(Path home) {
        try {
            var written = Files.createTempFile(home, FILE, ".new");
            Files.writeString(written, Json.write(this));
            Files.move(written, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the announcement back. */
    public static void withdraw(Path home) {
        try {
            Files.deleteIfExists(home.resolve(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number alone may have gone to another process since. */
    private boolean lives() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(
                        process ->
                                Duration.between(processStart, started(process))
                                                .abs()
                                                .compareTo(TOLERANCE)
                                        <= 0)
                .isPresent();
    }

    private static Instant started(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
