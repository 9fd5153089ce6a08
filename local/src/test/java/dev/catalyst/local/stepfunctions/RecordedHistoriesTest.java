package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.local.TestClock;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs the state machines that AWS itself ran, and compares everything but times and ARNs. */
class RecordedHistoriesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Why a recording cannot be compared, by a part of its id. */
    private static final Map<String, String> LEFT_OUT =
            Map.of(
                    "test_map_state_items_eval_jsonata_variable_sampling_fail[object]",
                    "recorded before AWS took an object for Items");

    @TempDir Path directory;

    @Test
    void executions_go_as_aws_recorded_them() throws IOException {
        Optional<Path> data = sharedData();
        data.ifPresentOrElse(
                path -> {},
                () -> System.out.println("skipped: no shared/data/asl/recorded.json above here"));
        Assumptions.assumeTrue(data.isPresent(), "shared/data/asl/recorded.json is absent");
        Map<String, String> leftOut = new TreeMap<>();
        List<String> passed = new ArrayList<>();
        for (JsonNode recorded : MAPPER.readTree(data.get().toFile())) {
            String id = recorded.get("id").textValue();
            String name = id.substring(id.lastIndexOf("::") + 2);
            if (LEFT_OUT.containsKey(name)) {
                leftOut.put(name, LEFT_OUT.get(name));
                continue;
            }
            compare(name, recorded);
            passed.add(name);
        }
        System.out.println(
                "recorded AWS histories: " + passed.size() + " pass, left out " + leftOut);
        assertThat(passed).hasSizeGreaterThanOrEqualTo(34);
    }

    private void compare(String name, JsonNode recorded) throws IOException {
        JsonNode wanted = recorded.at("/expected/get_execution_history/events");
        List<Event> events = run(recorded);
        HistoryEvents view = new HistoryEvents(true);
        ArrayNode seen = MAPPER.createArrayNode();
        events.stream()
                .filter(event -> event.id() > 0)
                .forEach(event -> seen.add(comparable(view.render(event))));
        ArrayNode expected = MAPPER.createArrayNode();
        wanted.forEach(event -> expected.add(comparable(event.deepCopy())));
        boolean redacted = wanted.toString().contains(":\"date\"") || name.contains("[INVALID_");
        if (redacted) {
            // times were replaced in the recording: its types and causes are still true
            assertThat(types(seen)).as(name).isEqualTo(types(expected));
            assertThat(causes(seen)).as(name).isEqualTo(causes(expected));
        } else {
            assertThat(seen.toPrettyString()).as(name).isEqualTo(expected.toPrettyString());
        }
    }

    private List<Event> run(JsonNode recorded) throws IOException {
        TestClock clock = new TestClock(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        Path home = Files.createTempDirectory(directory, "case");
        try (StepFunctions service =
                new StepFunctions(home, clock, call -> call.arguments(), change -> {})) {
            String machine = service.create("recorded", recorded.get("definition"));
            service.start();
            Description started =
                    service.startExecution(machine, "one", recorded.get("input").textValue());
            assertThat(service.describe(started.executionArn()).status())
                    .isNotEqualTo(Status.RUNNING);
            return service.history(started.executionArn(), 1, Long.MAX_VALUE);
        }
    }

    /** Without times and ARNs, with JSON in strings parsed as the recording has it. */
    private static JsonNode comparable(ObjectNode event) {
        event.remove("timestamp");
        ObjectNode sorted = MAPPER.createObjectNode();
        new TreeMap<>(fields(event)).forEach(sorted::set);
        sorted.forEach(
                details -> {
                    if (details instanceof ObjectNode object) {
                        object.remove("roleArn");
                        List.of("input", "output").forEach(field -> unfold(object, field));
                        JsonNode variables = object.get("assignedVariables");
                        if (variables instanceof ObjectNode each) {
                            fields(each).keySet().forEach(variable -> unfold(each, variable));
                        }
                        Map<String, JsonNode> fields = new TreeMap<>(fields(object));
                        object.removeAll();
                        fields.forEach(object::set);
                    }
                });
        return sorted;
    }

    private static Map<String, JsonNode> fields(ObjectNode object) {
        Map<String, JsonNode> fields = new TreeMap<>();
        object.properties().forEach(each -> fields.put(each.getKey(), each.getValue()));
        return fields;
    }

    private static void unfold(ObjectNode object, String field) {
        JsonNode value = object.get(field);
        if (value != null && value.isTextual()) {
            try {
                object.set(field, MAPPER.readTree(value.textValue()));
            } catch (IOException e) {
                throw new AssertionError(value + " is not JSON", e);
            }
        }
    }

    private static List<String> types(ArrayNode events) {
        return events.findValuesAsText("type");
    }

    private static List<String> causes(ArrayNode events) {
        return events.findValuesAsText("cause");
    }

    private static Optional<Path> sharedData() {
        Path from = Path.of(System.getProperty("maven.multiModuleProjectDirectory", ""));
        for (Path at = from.toAbsolutePath(); at != null; at = at.getParent()) {
            Path found = at.resolveSibling("shared").resolve("data/asl/recorded.json");
            if (Files.exists(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }
}
