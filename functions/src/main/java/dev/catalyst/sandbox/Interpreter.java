package dev.catalyst.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * An installed language, as it says itself where it is: what PATH names may be a wrapper.
 *
 * @param executable the program proper
 * @param home the folder that holds it and its libraries
 */
record Interpreter(Path executable, Path home) {

    /** This process's own Java. */
    static Interpreter java() {
        Path home = Path.of(System.getProperty("java.home"));
        return new Interpreter(home.resolve("bin/java"), home);
    }

    static Optional<Interpreter> python(Executables executables) {
        return asked(
                executables,
                "python3",
                List.of(
                        "-c",
                        "import sys; print(getattr(sys, '_base_executable', sys.executable)); print(sys.base_prefix)"));
    }

    static Optional<Interpreter> node(Executables executables) {
        return asked(
                executables,
                "node",
                List.of(
                        "-p",
                        "process.execPath + '\\n' + require('path').dirname(require('path').dirname(process.execPath))"));
    }

    private static Optional<Interpreter> asked(
            Executables executables, String name, List<String> question) {
        return executables
                .find(name)
                .map(
                        found -> {
                            var command = new java.util.ArrayList<>(List.of(found.toString()));
                            command.addAll(question);
                            return command;
                        })
                .flatMap(Interpreter::answered);
    }

    private static Optional<Interpreter> answered(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            List<String> lines =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
            boolean well = process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
            return well && lines.size() == 2
                    ? Optional.of(new Interpreter(Path.of(lines.get(0)), Path.of(lines.get(1))))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
