package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Variables: generated flows within flows against a model of what each can see. */
class ScopeTest {

    @TempDir Path directory;

    /** One generated machine: its states and, beside them, the output that they must give. */
    private static final class Generator {
        private final Random random;
        private int states;

        Generator(long seed) {
            random = new Random(seed);
        }

        /** A flow as JSON and its output: all it can see at its end. */
        private record Flow(String json, String output) {}

        Flow flow(int depth, Map<String, String> outer) {
            Map<String, String> visible = new TreeMap<>(outer);
            String own = "v" + depth + "_"; // inner flows may not assign what outer ones do
            List<String> names = new ArrayList<>();
            List<String> bodies = new ArrayList<>();
            int length = 1 + random.nextInt(4);
            for (int i = 0; i < length; i++) {
                names.add("S" + states++);
                String variable = own + random.nextInt(3);
                bodies.add(
                        depth < 3 && object(visible).length() < 1_000 && random.nextInt(3) == 0
                                ? nested(depth, variable, visible)
                                : assign(variable, visible));
            }
            names.add("S" + states++);
            String all =
                    visible.keySet().stream()
                            .map(name -> "'" + name + "': '{% $" + name + " %}'")
                            .collect(Collectors.joining(", ", "{", "}"));
            bodies.add("'Type': 'Pass', 'Output': " + all);
            List<String> json = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                boolean last = i == names.size() - 1;
                String exit = last ? "'End': true" : "'Next': '" + names.get(i + 1) + "'";
                json.add("'" + names.get(i) + "': {" + bodies.get(i) + ", " + exit + "}");
            }
            return new Flow(
                    "'StartAt': '%s', 'States': {%s}"
                            .formatted(names.getFirst(), String.join(", ", json)),
                    object(visible));
        }

        /** Assigns a literal, or what another variable was before this state. */
        private String assign(String variable, Map<String, String> visible) {
            List<String> known = List.copyOf(visible.keySet());
            if (!known.isEmpty() && object(visible).length() < 5_000 && random.nextBoolean()) {
                String source = known.get(random.nextInt(known.size()));
                String old = visible.get(source);
                String swapped = visible.get(variable);
                visible.put(variable, old);
                String output = swapped == null ? "1" : "'{% $" + variable + " %}'";
                return "'Type': 'Pass', 'Assign': {'%s': '{%% $%s %%}'}, 'Output': %s"
                        .formatted(variable, source, output);
            }
            int value = random.nextInt(100);
            visible.put(variable, String.valueOf(value));
            return "'Type': 'Pass', 'Assign': {'%s': %d}".formatted(variable, value);
        }

        private String nested(int depth, String variable, Map<String, String> visible) {
            Flow inner = flow(depth + 1, visible);
            boolean map = random.nextBoolean();
            String result =
                    map ? "[%1$s,%1$s,%1$s]".formatted(inner.output()) : "[" + inner.output() + "]";
            visible.put(variable, result);
            String body =
                    map
                            ? "'Type': 'Map', 'Items': [1, 2, 3], 'ItemProcessor': {%s}"
                            : "'Type': 'Parallel', 'Branches': [{%s}]";
            return body.formatted(inner.json())
                    + ", 'Assign': {'"
                    + variable
                    + "': '{% $states.result %}'}";
        }

        private static String object(Map<String, String> visible) {
            return visible.entrySet().stream()
                    .map(each -> "\"" + each.getKey() + "\":" + each.getValue())
                    .collect(Collectors.joining(",", "{", "}"));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void a_flow_sees_its_own_and_outer_variables_and_changes_its_own(long seed) {
        Generator.Flow flow = new Generator(seed).flow(0, Map.of());
        try (Host host = new Host(directory, call -> call.arguments())) {
            host.service.start();
            String machine = host.create("{'QueryLanguage': 'JSONata', " + flow.json() + "}");
            String arn = host.service.startExecution(machine, "one", "{}").executionArn();
            Description ended = host.ended(arn);
            assertThat(ended.output()).as("%s %s", ended, flow.json()).isEqualTo(flow.output());
        }
    }

    @Test
    void assign_and_output_see_the_variables_as_they_were_when_the_state_was_entered() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String arn =
                    host.run(
                            """
                            'One': {'Type': 'Pass', 'Assign': {'a': 1, 'b': 2}, 'Next': 'Two'},
                            'Two': {'Type': 'Pass',
                              'Assign': {'a': '{% $b %}', 'b': '{% $a %}'},
                              'Output': ['{% $a %}', '{% $b %}'], 'Next': 'Three'},
                            'Three': {'Type': 'Pass',
                              'Output': '{% [$states.input, $a, $b] %}', 'End': true}
                            """,
                            "{}");
            assertThat(host.ended(arn).output()).isEqualTo("[1,2,2,1]");
        }
    }

    @Test
    void the_context_tells_of_execution_state_machine_and_item() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String arn =
                    host.run(
                            """
                            'Each': {'Type': 'Map', 'ItemProcessor': {'StartAt': 'Item', 'States': {
                              'Item': {'Type': 'Pass', 'Output': '{% $states.context %}',
                                'End': true}}}, 'End': true}
                            """,
                            "['x']");
            assertThat(Host.json(host.ended(arn).output()).get(0))
                    .isEqualTo(
                            Host.json(
                                    """
                                    {'Execution': {'Id': '%s', 'Input': ['x'], 'Name': 'one',
                                      'RoleArn': 'arn:aws:iam::000000000000:role/local',
                                      'StartTime': '2026-01-01T00:00:00Z', 'RedriveCount': 0},
                                     'State': {'EnteredTime': '2026-01-01T00:00:00Z',
                                       'Name': 'Item', 'RetryCount': 0},
                                     'StateMachine': {'Id': '%s', 'Name': 'machine'},
                                     'Map': {'Item': {'Index': 0, 'Value': 'x'}}}
                                    """
                                            .formatted(arn, Machine.arn("machine"))));
        }
    }
}
