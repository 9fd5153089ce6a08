package dev.catalyst.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** {@code run} against an API that is elsewhere, well or badly. */
class RunIT {

    private static final String LOGS = "/api/logs/" + FakeApi.TASK;

    @TempDir Path folder;
    private FakeApi api;

    @BeforeEach
    void start() {
        api = new FakeApi();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Ran run(String... line) {
        return Ran.in(folder, Map.of("CATALYST_ENDPOINT", api.address().toString()), line);
    }

    private List<String> files() throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void json_is_one_object_on_stdout_and_the_events_on_stderr() throws IOException {
        var ran = run("run", "Build a todo app", "--json");

        assertThat(ran.code()).isZero();
        var report = Json.tree(ran.out());
        assertThat(report.properties().stream().map(Map.Entry::getKey))
                .containsExactly(
                        "task_id",
                        "status",
                        "mode",
                        "cost",
                        "tokens",
                        "duration_ms",
                        "turns",
                        "tests",
                        "app",
                        "commit_sha",
                        "failure");
        assertThat(report.path("status").asText()).isEqualTo("completed");
        assertThat(report.path("mode").asText()).isEqualTo("simulated");
        assertThat(report.path("duration_ms").asLong()).isEqualTo(12_500);
        assertThat(report.path("turns").asInt()).isEqualTo(1);
        assertThat(report.path("tests")).isEqualTo(Json.tree("{\"passed\": 12, \"failed\": 0}"));
        assertThat(report.path("app").path("start").asText()).isEqualTo("java App.java");
        assertThat(report.path("app").path("api"))
                .isEqualTo(Json.MAPPER.readTree("[\"/api/todos\"]"));
        assertThat(report.path("commit_sha").asText()).hasSize(40);
        assertThat(report.get("failure").isNull()).isTrue();
        assertThat(Path.of(report.path("app").path("dir").asText()))
                .isEqualTo(folder.resolve("apps/todo-app"));
        assertThat(files()).containsExactly("apps/todo-app/App.java", "apps/todo-app/lib/a.txt");

        var lines = ran.errLines().stream().map(Json::tree).toList();
        assertThat(lines).allMatch(JsonNode::isObject);
        assertThat(
                        lines.stream()
                                .filter(line -> line.has("seq"))
                                .map(line -> line.path("seq").asInt()))
                .containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void people_read_the_log_the_folder_and_how_to_start() {
        var ran = run("run", "Build", "a", "todo", "app");

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains("planner    Planner starts")
                .contains("✔ completed in 0:12, 1 turns, $0.0000, 12 tests passed, none failed")
                .contains("cd apps/todo-app && export PORT=8080 && java App.java")
                .contains("simulated")
                .doesNotContain("\u001b");
    }

    @Test
    void the_next_application_of_the_same_name_gets_a_folder_of_its_own() throws IOException {
        run("run", "Build a todo app");
        run("run", "Build a todo app");

        assertThat(files()).contains("apps/todo-app/App.java", "apps/todo-app-2/App.java");
    }

    @Test
    void out_names_the_folder_which_must_be_new_or_empty() throws IOException {
        Files.createDirectory(folder.resolve("mine"));

        assertThat(run("run", "Build a todo app", "--out", "mine").code()).isZero();
        assertThat(files()).containsExactly("mine/App.java", "mine/lib/a.txt");

        var again = run("run", "Build a todo app", "--out", "mine");
        assertThat(again.code()).isEqualTo(ExitCode.USAGE);
        assertThat(again.err()).contains("mine");
    }

    @Test
    void a_failed_task_ends_with_1_and_its_reason() throws IOException {
        api.fails("offline_prompt_unsupported", "Set DEFAULT_LLM_PROVIDER for a real model.");

        var ran = run("run", "Prove the Riemann hypothesis");
        var json = Json.tree(run("run", "Prove the Riemann hypothesis", "--json").out());

        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out())
                .contains("offline_prompt_unsupported (planner): Set DEFAULT_LLM_PROVIDER");
        assertThat(json.path("failure").path("code").asText())
                .isEqualTo("offline_prompt_unsupported");
        assertThat(json.get("app").isNull()).isTrue();
        assertThat(files()).isEmpty();
    }

    @Test
    void a_cancelled_task_ends_with_3() {
        api.cancelled();

        assertThat(run("run", "Build a todo app").code()).isEqualTo(ExitCode.CANCELLED);
    }

    @Test
    void faults_that_pass_are_waited_out_and_every_event_comes_once() {
        api.pagesOf(2)
                .before("/api/projects", FakeApi.status(503))
                .before("/api/tasks", FakeApi.status(429), FakeApi.cut())
                .before(LOGS, FakeApi.status(500), FakeApi.cut(), FakeApi.status(429))
                .before("/bucket/archive.zip", FakeApi.status(500));

        var ran = run("run", "Build a todo app", "--json");

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(
                        ran.errLines().stream()
                                .map(Json::tree)
                                .filter(line -> line.has("seq"))
                                .map(line -> line.path("seq").asInt()))
                .containsExactly(1, 2, 3, 4, 5);
        assertThat(api.keys()).hasSize(3);
        assertThat(new HashSet<>(api.keys())).as("one key for all tries").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>not Catalyst</html>", "[1, 2]", ""})
    void an_address_that_is_not_catalysts_is_told(String answer) {
        api.before("/api/projects", FakeApi.text(answer));

        var ran = run("run", "Build a todo app", "--json");

        assertThat(ran.code()).isEqualTo(ExitCode.CANNOT_SERVE);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.errLines()).allMatch(line -> Json.tree(line).isObject());
        assertThat(ran.err()).contains("is it Catalyst's address?");
    }

    @Test
    void a_refused_request_is_told_with_its_fields_and_its_id() {
        api.before("/api/tasks", FakeApi.problem(400, "Invalid request", "The prompt is empty."));

        var ran = run("run", " ");

        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err())
                .contains(
                        "Invalid request: The prompt is empty.", "prompt: is empty", "request r-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../outside.txt", "/outside.txt", "a/../../outside.txt", "..\\outside.txt"})
    void an_archive_with_an_unsafe_name_leaves_nothing_behind(String name) throws IOException {
        api.archive(Map.of("App.java", "class App {}", name, "evil"));

        var ran = run("run", "Build a todo app");

        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).contains("unsafe name");
        assertThat(files()).isEmpty();
        assertThat(Files.exists(folder.resolveSibling("outside.txt"))).isFalse();
    }

    @Test
    void what_a_model_says_cannot_steer_the_terminal() {
        api.says("log", "coder", "\u001b[2Jgone\u0007 and\na second line\u202e");

        assertThat(run("run", "Build a todo app").out())
                .contains("[2Jgone and a second line")
                .doesNotContain("\u001b", "\u0007", "\u202e");
    }

    @Test
    void a_token_goes_to_the_api_and_not_to_the_signed_link() {
        var ran =
                Ran.in(
                        folder,
                        Map.of("CATALYST_TOKEN", "secret-token"),
                        "run",
                        "Build a todo app",
                        "--endpoint",
                        api.address().toString());

        // the fake refuses the link to who brings a token
        assertThat(ran.code()).as(ran.err()).isZero();
    }
}
