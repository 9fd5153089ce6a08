package dev.catalyst.local;

import static org.awaitility.Awaitility.await;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.template.Ports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A host in a process of its own, for tests that end it in rude ways. */
record HostProcess(Process process, Ports ports) implements AutoCloseable {

    /** What the process does: serves a project from a home until it is told to stop. */
    public static void main(String[] arguments) throws InterruptedException {
        var signals = StopSignals.install();
        var configuration = Configuration.of(Map.of("PORT", "0"));
        int status;
        try (var _ = Host.start(Path.of(arguments[0]), Path.of(arguments[1]), configuration)) {
            status = signals.await();
        }
        System.exit(status);
    }

    static HostProcess start(Path project, Path home) throws IOException {
        var java = ProcessHandle.current().info().command().orElseThrow();
        var process =
                new ProcessBuilder(
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                HostProcess.class.getName(),
                                project.toString(),
                                home.toString())
                        .inheritIO()
                        .start();
        var running =
                await().atMost(Duration.ofSeconds(120))
                        .until(
                                () -> Running.in(home).filter(one -> one.pid() == process.pid()),
                                Optional::isPresent);
        return new HostProcess(process, running.orElseThrow().ports());
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends the signal and answers the exit status. */
    int stop(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start().waitFor();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the host still runs after SIG" + signal);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
