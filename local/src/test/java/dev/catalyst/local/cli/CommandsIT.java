package dev.catalyst.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.local.Running;
import dev.catalyst.local.template.Ports;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every command but {@code run}: what it asks the API, what it says, how it ends. */
class CommandsIT {

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

    private Ran run(String line) {
        return Ran.in(
                folder, Map.of("CATALYST_ENDPOINT", api.address().toString()), line.split(" "));
    }

    private Ran local(Map<String, String> variables, String... line) {
        return Ran.in(folder, variables, line);
    }

    /** A host of this folder's home, on these ports, as this process would announce it. */
    private void announce(Ports ports) throws IOException {
        var home = Files.createDirectories(folder.resolve(".catalyst"));
        Running.here(ports).announce(home);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void task_list_shows_a_row_for_each() {
        var ran = run("task list --status completed --limit 5");

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains(FakeApi.TASK + "  completed  simulated  $0.0000  2026-01-01T00:00:00Z");
        assertThat(api.requests()).containsExactly("GET /api/tasks?limit=5&status=completed");
    }

    @Test
    void task_show_tells_of_its_agents_and_its_failure() {
        api.fails("tests_failing", "2 tests still fail.");

        assertThat(run("task show " + FakeApi.TASK).out())
                .contains("planner", "tests_failing", "2 tests still fail.", "10 in, 5 out");
    }

    @Test
    void task_logs_prints_every_page() {
        api.pagesOf(2);

        assertThat(run("task logs " + FakeApi.TASK).out().lines()).hasSize(5);
        assertThat(run("task logs --follow " + FakeApi.TASK).out().lines()).hasSize(5);
    }

    @Test
    void an_action_tells_the_state_after_it() {
        assertThat(run("task cancel " + FakeApi.TASK).out()).contains("is completed");
        assertThat(run("task fork " + FakeApi.TASK + " --from coder").code()).isZero();
    }

    @Test
    void an_action_that_the_state_forbids_fails_with_1_and_why() {
        var ran = run("task approve " + FakeApi.TASK);

        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.err()).contains("Conflict: This task waits for no approval.", "request r-1");
    }

    @Test
    void an_unknown_task_fails_with_1_whatever_its_id_looks_like() {
        var ran =
                local(
                        Map.of(),
                        "task",
                        "show",
                        "a b/../c?",
                        "--endpoint",
                        api.address().toString());

        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(api.requests()).containsExactly("GET /api/tasks/a%20b%2F..%2Fc%3F");
    }

    @Test
    void project_create_prints_the_id() {
        assertThat(run("project create Shop --budget 1.5 --require-approval").out().strip())
                .isEqualTo("p-1");
        assertThat(run("project list").code()).isZero();
    }

    @Test
    void a_token_that_is_refused_ends_with_4_and_what_to_set() {
        api.before("/api/tasks", FakeApi.status(401));

        var ran = run("task list");

        assertThat(ran.code()).isEqualTo(ExitCode.CANNOT_SERVE);
        assertThat(ran.err()).contains("CATALYST_TOKEN");
    }

    @Test
    void the_host_of_the_home_is_found_by_its_announcement() throws IOException {
        announce(Ports.from(api.port()));

        assertThat(local(Map.of("PORT", "1"), "task", "list").code()).isZero();
    }

    @Test
    void without_a_host_the_remedy_is_named() throws IOException {
        var ran = local(Map.of("PORT", String.valueOf(freePort())), "task", "list");

        assertThat(ran.code()).isEqualTo(ExitCode.CANNOT_SERVE);
        assertThat(ran.err()).contains("./catalyst up");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "frobnicate",
                "run x --no-such-option",
                "task",
                "task show",
                "task fork x",
                "task reject x",
                "task list --limit many",
                "run x --budget much",
                "project create"
            })
    void wrong_usage_ends_with_2_and_a_word_of_why(String line) {
        var ran = run(line);

        assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
        assertThat(ran.err()).contains("--help");
        assertThat(ran.out()).isEmpty();
        assertThat(api.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "run --help",
                "up -h",
                "env --help",
                "doctor --help",
                "completion --help",
                "task --help",
                "task list --help",
                "task logs -h",
                "task fork --help",
                "project create -h"
            })
    void help_is_everywhere(String line) {
        var ran = run(line);

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("Usage: catalyst");
    }

    @Test
    void completion_is_a_script_of_all_commands() {
        assertThat(run("completion").out())
                .startsWith("#!/usr/bin/env bash")
                .contains("redrive", "--require-approval");
    }

    @Test
    void env_prints_exports_of_the_ports_to_come() {
        var ran = local(Map.of("PORT", "9100"), "env");

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines())
                .allMatch(line -> line.matches("export [A-Z_0-9]+='[^']*'"))
                .contains(
                        "export AWS_ENDPOINT_URL_DYNAMODB='http://127.0.0.1:9101'",
                        "export AWS_ENDPOINT_URL_SFN='http://127.0.0.1:9104'");
        assertThat(ran.err()).contains("no host is up");
    }

    @Test
    void env_prints_the_ports_of_the_host_that_is_up() throws IOException {
        announce(new Ports(1111, 2222, 3333, 4444, 5555));

        assertThat(local(Map.of("PORT", "0"), "env").out()).contains("'http://127.0.0.1:2222'");
    }

    @Test
    void env_cannot_know_free_ports() {
        assertThat(local(Map.of("PORT", "0"), "env").code()).isEqualTo(ExitCode.CANNOT_SERVE);
    }

    @ParameterizedTest
    @CsvSource({"up,4", "doctor,1", "run x,4", "task list,4"})
    void every_wrong_variable_is_listed(String line, int code) {
        var variables = Map.of("PORT", "abc", "MAX_CONCURRENT_TASKS", "-1", "LOG_LEVEL", "LOUD");

        var ran = local(variables, line.split(" "));

        assertThat(ran.code()).isEqualTo(code);
        assertThat(ran.out() + ran.err())
                .contains("PORT must", "MAX_CONCURRENT_TASKS must", "LOG_LEVEL must");
    }

    @Test
    void up_with_a_taken_port_names_it_and_the_variable() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = String.valueOf(taken.getLocalPort());

            var ran = local(Map.of("PORT", port), "up");

            assertThat(ran.code()).isEqualTo(ExitCode.CANNOT_SERVE);
            assertThat(ran.err()).contains(port, "PORT");
        }
    }

    @Test
    void up_beside_a_host_of_the_same_home_says_where_that_is() throws IOException {
        announce(Ports.from(9200));

        var ran = local(Map.of(), "up");

        assertThat(ran.code()).isEqualTo(ExitCode.CANNOT_SERVE);
        assertThat(ran.err()).contains("http://127.0.0.1:9200", "CATALYST_HOME");
    }

    @Test
    void doctor_says_what_to_do_without_bubblewrap() throws IOException {
        var variables = new HashMap<String, String>();
        variables.put("PATH", folder.toString());
        variables.put("PORT", "0");

        var ran = local(variables, "doctor");
        assertThat(ran.code()).isEqualTo(ExitCode.FAILED);
        assertThat(ran.out())
                .contains("FAIL  bubblewrap", "Install bubblewrap", "SANDBOX_ALLOW_UNISOLATED");

        variables.put("SANDBOX_ALLOW_UNISOLATED", "true");
        assertThat(local(variables, "doctor").out()).contains("warn  bubblewrap");
    }

    @Test
    void doctor_says_where_results_go() {
        assertThat(local(Map.of("PORT", "0"), "doctor").out()).contains("deployments    mock:");

        var real =
                Map.of(
                        "PORT", "0",
                        "MOCK_DEPLOYMENT", "false",
                        "DEPLOY_TARGET", "github",
                        "GITHUB_URL", "https://github.example.com/api/v3",
                        "GITHUB_TOKEN", "github_pat_of-nobody");
        assertThat(local(real, "doctor").out())
                .contains("deployments    real: pull requests through https://github.example.com")
                .doesNotContain("github_pat_of-nobody");

        var aws = Map.of("PORT", "0", "MOCK_DEPLOYMENT", "false", "DEPLOY_TARGET", "aws");
        assertThat(local(aws, "doctor").out())
                .contains("FAIL  deployments", "on AWS only", "DEPLOY_TARGET=github");
    }

    @Test
    void doctor_tells_of_a_spelling_mistake_in_env() throws IOException {
        Files.writeString(folder.resolve(".env"), "PROT=8001\n");

        assertThat(local(Map.of("PORT", "0"), "doctor").out()).contains("PROT is no variable");
    }

    @Test
    void doctor_asks_the_provider() {
        var variables =
                Map.of(
                        "DEFAULT_LLM_PROVIDER", "openai",
                        "OPENAI_API_KEY", "some-secret-key",
                        "OPENAI_BASE_URL", api.address() + "/v1",
                        "PORT", "0");

        api.before("/v1/models", FakeApi.text("{}"), FakeApi.status(401));

        assertThat(local(variables, "doctor").out())
                .contains("ok    model          openai answers");
        var refused = local(variables, "doctor");
        assertThat(refused.out()).contains("FAIL  model", "refuses the key");
        assertThat(refused.out()).doesNotContain("some-secret-key");
        assertThat(refused.code()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void names_of_columns_and_values_stand_under_each_other() {
        assertThat(new Columns().add("A", "LONG", "X").add("value", "b", "y").lines())
                .isEqualTo(List.of("A      LONG  X", "value  b     y"));
    }
}
