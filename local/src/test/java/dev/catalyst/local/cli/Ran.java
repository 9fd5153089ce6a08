package dev.catalyst.local.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A command line that ran in this process: its exit code and what it said. */
record Ran(int code, String out, String err) {

    static Ran in(Path folder, Map<String, String> variables, String... line) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        boolean json = Arrays.asList(line).contains("--json");
        var session =
                new Session(
                        folder,
                        folder,
                        variables,
                        stream(out),
                        new PrintStream(
                                json ? new JsonLines(err) : err, true, StandardCharsets.UTF_8),
                        false,
                        json);
        int code = Catalyst.of(session).execute(line);
        return new Ran(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    List<String> errLines() {
        return err.lines().toList();
    }

    private static PrintStream stream(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }
}
