package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;

import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Transient;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a state machine says of functions, errors and its own states is true. */
class MachinesTest {

    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\{(\\w+)}");
    private static final Pattern RESULT = Pattern.compile("states\\.result\\.Payload\\.(\\w+)");
    private static final Pattern RUN = Pattern.compile("\\$(?:c_)?run\\.(\\w+)");

    /** A flow: the machine's own, or that of a Map or Parallel state inside. */
    record Flow(String name, JsonNode json) {

        JsonNode states() {
            return json.path("States");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    record State(String name, JsonNode json) {

        String type() {
            return json.path("Type").asText();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Flow> flows() {
        var found = new ArrayList<Flow>();
        for (var file : Project.files("statemachines", ".asl.json")) {
            collect(new Flow(file.getFileName().toString(), Project.json(file)), found);
        }
        return found;
    }

    static List<State> tasks() {
        return flows().stream()
                .flatMap(flow -> flow.states().properties().stream())
                .map(state -> new State(state.getKey(), state.getValue()))
                .filter(state -> state.type().equals("Task"))
                .toList();
    }

    /** No agent has a say in it, and so nothing that an agent reads. */
    @Test
    void only_the_first_state_says_whether_a_person_is_asked() {
        var machine = flows().getFirst().json();
        var saying =
                machine.path("States").properties().stream()
                        .filter(
                                state ->
                                        state.getValue()
                                                .toString()
                                                .contains("\"require_approval\""))
                        .map(Map.Entry::getKey)
                        .toList();

        assertThat(saying).containsExactly(machine.path("StartAt").asText());
        var afterReview = machine.at("/States/Reviewed/Choices/0");
        assertThat(afterReview.path("Condition").asText()).contains("$require_approval");
        assertThat(afterReview.path("Next").asText()).isEqualTo("Approval");
    }

    @ParameterizedTest
    @MethodSource("flows")
    void every_state_is_reached_and_every_next_state_exists(Flow flow) {
        var reached = new TreeSet<String>();
        var open = new ArrayDeque<>(List.of(flow.json().path("StartAt").asText()));
        while (!open.isEmpty()) {
            var name = open.pop();
            assertThat(flow.states().has(name)).as(name).isTrue();
            if (reached.add(name)) {
                open.addAll(next(flow.states().get(name)));
            }
        }

        assertThat(reached).containsExactlyInAnyOrderElementsOf(names(flow.states()));
    }

    @ParameterizedTest
    @MethodSource("flows")
    void a_state_ends_its_flow_or_names_the_next_one(Flow flow) {
        for (var state : flow.states()) {
            boolean ends =
                    state.path("End").asBoolean()
                            || Set.of("Succeed", "Fail").contains(state.path("Type").asText());
            assertThat(ends).isEqualTo(next(state).isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void a_task_is_cut_in_time_and_tried_again_a_bounded_number_of_times(State task) {
        assertThat(task.json().path("TimeoutSeconds").asInt()).isPositive();
        assertThat(task.json().path("Retry")).isNotEmpty();
        for (var retry : task.json().path("Retry")) {
            assertThat(retry.path("MaxAttempts").asInt()).isBetween(1, 10);
            assertThat(retry.path("JitterStrategy").asText()).isEqualTo("FULL");
            assertThat(retry.has("MaxDelaySeconds")).isTrue();
        }
        // the last three are Lambda's words for a process that died or was too slow
        assertThat(task.json().path("Retry").findValues("ErrorEquals").stream())
                .flatMap(names -> names.valueStream().map(JsonNode::asText).toList())
                .contains(
                        Transient.class.getName(),
                        "Lambda.Unknown",
                        "Runtime.ExitError",
                        "Sandbox.Timedout");
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void an_error_of_ours_is_an_exception_that_exists(State task) throws Exception {
        for (var error : task.json().findValues("ErrorEquals")) {
            for (var name : error) {
                if (name.asText().startsWith("dev.catalyst.")) {
                    assertThat(Class.forName(name.asText())).isAssignableTo(Throwable.class);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void a_task_gives_its_function_every_field_that_it_reads(State task) {
        var payload = task.json().path("Arguments").path("Payload");

        assertThat(names(payload)).containsAll(fields(types(task).getFirst()));
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void a_task_takes_from_its_functions_answer_only_what_is_there(State task) {
        assertThat(fields(types(task).getLast()))
                .containsAll(matches(RESULT, task.json().path("Assign").toString()));
    }

    @Test
    void a_sandbox_step_takes_from_an_agents_run_only_what_is_there() throws Exception {
        var run = Class.forName("dev.catalyst.agents.AgentOutput$SandboxRun");

        for (var task : tasks()) {
            assertThat(fields(run)).containsAll(matches(RUN, task.json().toString()));
        }
    }

    @Test
    void the_template_gives_each_machine_the_substitutions_that_it_has() throws IOException {
        var template = Files.readString(Project.ROOT.resolve("template.yaml"));
        for (var file : Project.files("statemachines", ".asl.json")) {
            var uri = Project.ROOT.relativize(file).toString().replace('\\', '/');
            var block =
                    Pattern.compile(
                                    "DefinitionUri: "
                                            + Pattern.quote(uri)
                                            + "\\s+DefinitionSubstitutions:\\n((?:        \\S.*\\n)+)")
                            .matcher(template);
            assertThat(block.find()).as(uri).isTrue();
            var given =
                    block.group(1)
                            .lines()
                            .map(line -> line.strip().split(":", 2)[0])
                            .collect(Collectors.toCollection(TreeSet::new));

            assertThat(given).isEqualTo(matches(SUBSTITUTION, Files.readString(file)));
        }
    }

    @Test
    void every_machine_of_the_folder_is_in_the_template() throws IOException {
        var template = Files.readString(Project.ROOT.resolve("template.yaml"));

        assertThat(Project.files("statemachines", ".json"))
                .isNotEmpty()
                .allSatisfy(
                        file ->
                                assertThat(template)
                                        .contains("statemachines/" + file.getFileName() + "\n"));
    }

    /** Input and output of the function that a task calls. */
    private static List<Class<?>> types(State task) {
        var name =
                matches(SUBSTITUTION, task.json().path("Arguments").path("FunctionName").asText());
        var function =
                Project.TEMPLATE.functions().stream()
                        .filter(one -> name.contains(one.name()))
                        .findFirst()
                        .orElseThrow();
        return Project.parameters(Project.handler(function), StepHandler.class);
    }

    private static List<String> fields(Class<?> record) {
        return record.isRecord()
                ? Arrays.stream(record.getRecordComponents())
                        .map(RecordComponent::getName)
                        .map(new SnakeCaseStrategy()::translate)
                        .toList()
                : List.of();
    }

    private static Set<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The states that may follow: a choice names several. */
    private static Set<String> next(JsonNode state) {
        var rules =
                StreamSupport.stream(
                        Json.MAPPER
                                .createArrayNode()
                                .addAll(rules(state, "Choices"))
                                .addAll(rules(state, "Catch"))
                                .spliterator(),
                        false);
        return Stream.concat(
                        Stream.of(state.path("Next"), state.path("Default")),
                        rules.map(rule -> rule.path("Next")))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<JsonNode> rules(JsonNode state, String name) {
        return state.path(name).valueStream().toList();
    }

    private static void collect(Flow flow, List<Flow> found) {
        found.add(flow);
        for (var state : flow.states().properties()) {
            var name = flow.name() + "/" + state.getKey();
            if (state.getValue().has("ItemProcessor")) {
                collect(new Flow(name, state.getValue().get("ItemProcessor")), found);
            }
            for (var branch : state.getValue().path("Branches")) {
                collect(new Flow(name, branch), found);
            }
        }
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream()
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
