package dev.catalyst.local;

import static org.awaitility.Awaitility.await;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.contract.Project;
import dev.catalyst.local.template.Ports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A host in a process of its own, for tests that end it in rude ways. With {@code -Dhost.packaged}
 * it is the one that {@code ./catalyst up} starts, in half the time: whoever sets that has built
 * it.
 */
record HostProcess(Process process, Ports ports) implements AutoCloseable {

    private static final boolean PACKAGED = Boolean.getBoolean("host.packaged");

    // tests ask as fast as they can, but where they set a limit
    private static final Map<String, String> SETTINGS =
            Map.of("PORT", "0", "RATE_LIMIT_PER_MINUTE", "0");

    /**
     * What the process does if it is not packaged: serves a project from a home until it is told to
     * stop.
     */
    public static void main(String[] arguments) throws InterruptedException {
        var signals = StopSignals.install();
        var settings = new HashMap<>(SETTINGS);
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
        // ./catalyst serves its own project, and needs its environment as it is
        boolean packaged = PACKAGED && project.equals(Project.ROOT) && environment.isEmpty();
        // Java hears no signal that whoever started the tests ignores
        var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(
                packaged ? packaged(home, settings) : fromClassPath(project, home, settings));
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        var process = builder.start();
        await().atMost(Duration.ofSeconds(120))
                .until(() -> !process.isAlive() || running(process, home).isPresent());
        return running(process, home).map(one -> new HostProcess(process, one.ports()));
    }

    private static List<String> packaged(Path home, Map<String, String> settings) {
        var all = new HashMap<>(SETTINGS);
        all.put("CATALYST_HOME", home.toString());
        all.putAll(settings);
        var command = assignments(all);
        command.add(Project.ROOT.resolve("catalyst").toString());
        command.add("up");
        return command;
    }

    private static List<String> fromClassPath(Path project, Path home, Map<String, String> settings)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.add("@" + Project.ROOT.resolve("local/src/main/jvm.options"));
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"));
        var classPath = System.getProperty("java.class.path");
        if (PACKAGED) {
            // in front of the tests' own, and with its cache: that halves the start
            var built = Files.readString(Project.ROOT.resolve("target/catalyst/classpath")).strip();
            var folder = Path.of(built.substring(0, built.indexOf(':'))).getParent();
            command.addAll(
                    List.of(
                            "-XX:AOTCache=" + folder.resolve("host.aot"),
                            "-Xlog:aot*=off",
                            "-Xlog:cds*=off",
                            "-Dcatalyst.sandbox.cache=" + folder.resolve("sandbox")));
            classPath = built + classPath;
        }
        command.addAll(
                List.of(
                        "-cp",
                        classPath,
                        HostProcess.class.getName(),
                        project.toString(),
                        home.toString()));
        command.addAll(assignments(settings));
        return command;
    }

    private static List<String> assignments(Map<String, String> settings) {
        var assignments = new ArrayList<String>();
        settings.forEach((name, value) -> assignments.add(name + "=" + value));
        return assignments;
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
