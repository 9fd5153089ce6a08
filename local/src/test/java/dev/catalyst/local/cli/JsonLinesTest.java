package dev.catalyst.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class JsonLinesTest {

    @Test
    void json_passes_and_everything_else_becomes_json() {
        var to = new ByteArrayOutputStream();
        try (var out = new PrintStream(new JsonLines(to), true, StandardCharsets.UTF_8)) {
            out.println("{\"seq\":1}");
            out.print("half a line, \"quoted\" ünd ");
            out.println("{broken");
            out.println();
            out.println("{\"cut\": ");
            out.print("the last one has no end");
        }

        assertThat(to.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "{\"seq\":1}",
                        "{\"type\":\"log\",\"level\":\"INFO\",\"message\":\"half a line, \\\"quoted\\\" ünd {broken\"}",
                        "{\"type\":\"log\",\"level\":\"INFO\",\"message\":\"{\\\"cut\\\":\"}",
                        "{\"type\":\"log\",\"level\":\"INFO\",\"message\":\"the last one has no end\"}")
                .allMatch(line -> Json.tree(line).isObject());
    }
}
