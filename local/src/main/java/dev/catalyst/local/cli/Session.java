package dev.catalyst.local.cli;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Outgoing;
import dev.catalyst.lambda.Settings;
import dev.catalyst.local.Running;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What a command works with: the project's folder, the folder it was called in, the variables, and
 * where it speaks; {@code json} if every line it says is to be JSON.
 */
record Session(
        Path root,
        Path directory,
        Map<String, String> variables,
        PrintStream out,
        PrintStream err,
        boolean terminal,
        boolean json) {

    Session {
        variables = Map.copyOf(variables);
    }

    /** The session of this process: its environment goes before the project's {@code .env}. */
    static Session ofProcess(Path root, PrintStream out, PrintStream err, boolean json) {
        var variables = new HashMap<>(DotEnv.read(root.resolve(".env")));
        variables.putAll(System.getenv());
        // paths are of the project's folder, wherever a command is called
        variables.computeIfPresent(
                "CA_BUNDLE", (_, file) -> file.isBlank() ? file : root.resolve(file).toString());
        return new Session(
                root,
                Path.of("").toAbsolutePath(),
                variables,
                out,
                err,
                Boolean.getBoolean("catalyst.terminal") && !json,
                json);
    }

    Configuration configuration() {
        return Configuration.of(variables);
    }

    /**
     * The configuration of a host on this machine: secrets given by reference are fetched here, as
     * the host's own functions see no AWS but the local one.
     */
    Configuration hostConfiguration() {
        var configuration = configuration();
        configuration.find("CA_BUNDLE").map(Path::of).ifPresent(Session::requireCertificates);
        try {
            return configuration.fetched(new Settings(new Env(configuration.variables())));
        } catch (SdkException e) {
            throw new CannotServe(
                    "A secret that is given by reference cannot be fetched from AWS: "
                            + e.getMessage(),
                    e);
        }
    }

    private static void requireCertificates(Path bundle) {
        try {
            Outgoing.trusting(bundle);
        } catch (UncheckedIOException | IllegalStateException e) {
            throw new CannotServe(e.getMessage() + "; it must be a PEM file", e);
        }
    }

    /**
     * Where the local host keeps its state; relative to the project, so that every command finds
     * it.
     */
    Path home(Configuration configuration) {
        return root.resolve(configuration.get("CATALYST_HOME")).normalize();
    }

    /**
     * The host that is up on this machine.
     *
     * @param instead what one can do without a host, as in `name a table with --table`
     */
    Running running(String instead) {
        var home = home(configuration());
        return Running.in(home)
                .orElseThrow(
                        () ->
                                new CannotServe(
                                        "No host is up in %s. Start one with ./catalyst up, or %s."
                                                .formatted(shown(home), instead)));
    }

    /** Says what went wrong. */
    void error(String text) {
        err.println(json ? JsonLines.wrapped("ERROR", text) : text);
    }

    Paint paint() {
        return new Paint(terminal && variables.getOrDefault("NO_COLOR", "").isEmpty());
    }

    /** A path as people want to read it: relative to where they are, if it is below. */
    String shown(Path path) {
        if (path.equals(directory)) {
            return ".";
        }
        return (path.startsWith(directory) ? directory.relativize(path) : path).toString();
    }
}
