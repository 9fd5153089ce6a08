package dev.catalyst.sandbox.inside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The report: one JSON object a line, written at once, so that what was known before a kill is not
 * lost. `started {name}`, `test {name, passed, message}`, `diagnostic {file, line, message}`, and
 * at the end `end`.
 */
final class Report {

    private static final int LONGEST = 4_000;

    private final Path file;

    Report(Path file) {
        this.file = file;
    }

    void started(String name) {
        line("{\"type\":\"started\",\"name\":" + quoted(name) + "}");
    }

    void test(String name, boolean passed, String message) {
        line(
                "{\"type\":\"test\",\"name\":"
                        + quoted(name)
                        + ",\"passed\":"
                        + passed
                        + ",\"message\":"
                        + quoted(message)
                        + "}");
    }

    void diagnostic(String source, long lineNumber, String message) {
        line(
                "{\"type\":\"diagnostic\",\"file\":"
                        + quoted(source)
                        + ",\"line\":"
                        + lineNumber
                        + ",\"message\":"
                        + quoted(message)
                        + "}");
    }

    void end() {
        line("{\"type\":\"end\"}");
    }

    private synchronized void line(String json) {
        try {
            Files.writeString(file, json + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String quoted(String text) {
        String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + " ..." : text;
        var json = new StringBuilder("\"");
        for (int at = 0; at < cut.length(); at++) {
            char c = cut.charAt(at);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || c == 0x7f) {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
