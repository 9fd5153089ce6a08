package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

/** The contract test itself can fail. */
class ApiDocumentTest {

    private static final String FILE =
            "{\"path\": \"a\", \"size\": 1, \"sha256\": \"" + "0".repeat(64) + "\"}";

    private final ApiDocument document =
            new ApiDocument(
                    Project.json(
                            Project.ROOT.resolve("functions/src/main/resources/openapi.json")));

    @Test
    void what_is_described_passes() {
        document.check("File", Json.tree(FILE));
    }

    @Test
    void a_field_that_is_missing_wrong_or_not_described_fails() {
        refuse(file -> file.remove("size"));
        refuse(file -> file.put("size", "1"));
        refuse(file -> file.put("size", -1));
        refuse(file -> file.putNull("path"));
        refuse(file -> file.put("sha256", "0"));
        refuse(file -> file.put("colour", "red"));
    }

    @Test
    void an_events_data_follows_its_type() {
        var event =
                (ObjectNode)
                        Json.tree(
                                """
                                {"id": "0198f3a2-7c40-7d3e-9a51-4f0c6b2d8e10",
                                 "task_id": "0198f3a2-7c40-7d3e-9a51-4f0c6b2d8e10", "seq": 1,
                                 "agent_name": "coder", "level": "INFO", "type": "file.written",
                                 "message": "", "mode": "simulated", "request_id": "r",
                                 "timestamp": "2026-01-01T00:00:00Z"}
                                """);
        event.set("data", Json.tree(FILE));
        document.check("Event", event);
        event.put("type", "log");
        document.check("Event", event);
        event.put("type", "tool.call");

        assertThatThrownBy(() -> document.check("Event", event)).isInstanceOf(AssertionError.class);
    }

    private void refuse(Consumer<ObjectNode> change) {
        var file = (ObjectNode) Json.tree(FILE);
        change.accept(file);

        assertThatThrownBy(() -> document.check("File", file)).isInstanceOf(AssertionError.class);
    }
}
