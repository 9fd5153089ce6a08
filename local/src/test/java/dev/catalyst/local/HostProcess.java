package dev.catalyst.local;

import static org.awaitility.Awaitility.await;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.template.Ports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A host in a process of its own, for tests that end it in rude ways. */
record HostProcess(Process process, Ports ports) implements AutoCloseable {

    /** What the process does: serves a project from a home until it is told to stop. */
    public static void main(String[] arguments) throws InterruptedException {
        var signals = StopSignals.install();
        var settings = new HashMap<String, String>();
        settings.put("PORT", "0");
        // tests ask as fast as they can, but where they set a limit
        settings.put("RATE_LIMIT_PER_MINUTE", "0");
        Stream.of(arguments)
                .skip(2)
                .map(setting -> setting.split("=", 2))
                .forEach(setting -> settings.put(setting[0], setting[1]));
        var configuration = Configuration.of(settings);
        int status;
        try (var _ = Host.start(Path.of(arguments[0]), Path.of(arguments[1]), configuration)) {
            status = signals.await();
        }
        System.exit(status);
    }

    static HostProcess start(Path project, Path home) throws IOException {
        return start(project, home, Map.of(), Map.of());
    }

    /** With these variables of the configuration, and these of the process. */
    static HostProcess start(
            Path project, Path home, Map<String, String> settings, Map<String, String> environment)
            throws IOException {
        return attempt(project, home, settings, environment)
                .orElseThrow(() -> new IllegalStateException("the host ended before it was ready"));
    }

    /** None if it died before it was ready. */
    static Optional<HostProcess> attempt(
            Path project, Path home, Map<String, String> settings, Map<String, String> environment)
            throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                // Java hears no signal that whoever started the tests ignores
                                "env",
                                "--default-signal=INT",
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-cp",
                                System.getProperty("java.class.path"),
                                HostProcess.class.getName(),
                                project.toString(),
                                home.toString()));
        settings.forEach((name, value) -> command.add(name + "=" + value));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        var process = builder.start();
        await().atMost(Duration.ofSeconds(120))
                .until(() -> !process.isAlive() || running(process, home).isPresent());
        return running(process, home).map(one -> new HostProcess(process, one.ports()));
    }

    private static Optional<Running> running(Process process, Path home) {
        return Running.in(home).filter(one -> one.pid() == process.pid());
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
