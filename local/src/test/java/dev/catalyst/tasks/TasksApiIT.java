package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** What a person asks of tasks. */
class TasksApiIT {

    private static final String NOBODY = "01890000-0000-7000-8000-000000000000";

    private final Office office = new Office();

    @Test
    void a_new_task_its_events_and_its_place_in_the_queue_stand_together() {
        var id = office.task();

        assertThat(office.told(id)).containsExactly("task.created", "task.queued");
        assertThat(office.read(id))
                .returns(2L, Task::lastSeq)
                .returns(Status.PENDING, Task::status);
        assertThat(office.owed())
                .singleElement()
                .returns(id, Queue.Owed::taskId)
                .returns(Queue.Action.START, Queue.Owed::action);
    }

    @Test
    void of_creates_at_once_with_one_key_one_makes_a_task() throws Exception {
        var body = Map.of("project_id", office.project(), "prompt", "Build a todo app");
        Callable<APIGatewayV2HTTPResponse> create =
                () -> office.post("/api/tasks", body, Map.of("idempotency-key", "one"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(IntStream.range(0, 10).mapToObj(i -> create).toList());

            assertThat(answers.stream().map(answer -> answer.resultNow().getStatusCode()))
                    .containsOnly(202);
            assertThat(answers.stream().map(answer -> id(answer.resultNow())).distinct())
                    .hasSize(1);
        }
        assertThat(office.owed()).hasSize(1);
    }

    @Test
    void of_cancels_at_once_with_one_key_one_is_done_and_all_are_answered() throws Exception {
        var id = office.runningTask();
        Callable<APIGatewayV2HTTPResponse> cancel =
                () ->
                        office.post(
                                "/api/tasks/" + id + "/cancel",
                                Map.of(),
                                Map.of("idempotency-key", "one"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(IntStream.range(0, 6).mapToObj(i -> cancel).toList());

            assertThat(answers.stream().map(answer -> answer.resultNow().getStatusCode()))
                    .containsOnly(202);
        }
        assertThat(office.owed()).hasSize(1);
    }

    @Test
    void a_task_of_nothing_is_refused_and_nothing_stands() {
        var answer = office.post("/api/tasks", Map.of("project_id", NOBODY, "prompt", "x"));

        assertThat(answer.getStatusCode()).isEqualTo(400);
        assertThat(answer.getBody()).contains("project_id");
        assertThat(office.owed()).isEmpty();
    }

    @Test
    void actions_that_the_tasks_state_forbids_are_conflicts_that_change_nothing() {
        var pending = office.task();
        for (var action : List.of("redrive", "approve")) {
            assertThat(office.act(pending, action, Map.of()).getStatusCode()).isEqualTo(409);
        }
        var waiting = office.waitingTask();
        assertThat(office.act(waiting, "approve", Map.of()).getStatusCode()).isEqualTo(202);
        assertThat(office.act(waiting, "approve", Map.of()).getStatusCode()).isEqualTo(409);
        assertThat(office.act(waiting, "reject", Map.of("reason", "x")).getStatusCode())
                .isEqualTo(409);

        var ended = office.failedTask();
        var before = office.read(ended);
        assertThat(office.act(ended, "cancel", Map.of()).getStatusCode()).isEqualTo(409);
        assertThat(office.read(ended)).isEqualTo(before);
    }

    @Test
    void a_rejection_wants_a_reason_and_no_action_takes_an_unknown_field() {
        var id = office.waitingTask();

        assertThat(office.act(id, "reject", Map.of()).getStatusCode()).isEqualTo(400);
        assertThat(office.act(id, "reject", Map.of("reason", " ")).getStatusCode()).isEqualTo(400);
        assertThat(office.act(id, "approve", Map.of("colour", "red")).getStatusCode())
                .isEqualTo(400);
        assertThat(office.status(id)).isEqualTo(Status.AWAITING_APPROVAL);
    }

    @Test
    void a_fork_starts_where_it_is_told_and_skips_what_came_before() {
        var source = office.runningTask();
        var fork = office.act(source, "fork", Map.of("from", "planner", "prompt", "Another"));

        assertThat(fork.getStatusCode()).isEqualTo(202);
        var task = office.read(id(fork));
        assertThat(task.origin().forkedFrom()).isEqualTo(source);
        assertThat(task.origin().prompt()).isEqualTo("Another");
        assertThat(task.origin().projectId()).isEqualTo(office.read(source).origin().projectId());
        // the source never came to its coder
        assertThat(office.act(source, "fork", Map.of("from", "coder")).getStatusCode())
                .isEqualTo(409);
        assertThat(office.act(source, "fork", Map.of("from", "nobody")).getStatusCode())
                .isEqualTo(400);
        assertThat(office.act(source, "fork", Map.of()).getStatusCode()).isEqualTo(400);
    }

    @Test
    void tasks_are_listed_by_project_and_status_newest_first() {
        var ids = new ArrayList<String>();
        var project = office.project();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(
                    id(office.post("/api/tasks", Map.of("project_id", project, "prompt", "x"))));
            office.pass(Duration.ofMillis(10));
        }
        office.task();
        office.act(ids.get(2), "cancel", Map.of());
        office.dispatch();

        assertThat(list(Map.of("project_id", project))).isEqualTo(ids);
        assertThat(list(Map.of("project_id", project, "limit", "2"))).isEqualTo(ids.subList(0, 2));
        assertThat(list(Map.of("project_id", project, "status", "cancelled")))
                .containsExactly(ids.get(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "not-an-id", "a#b"})
    void a_project_that_is_no_id_is_refused_however_long(String project) {
        for (var text : List.of(project, project.repeat(3_000))) {
            assertThat(office.get("/api/tasks", Map.of("project_id", text)).getStatusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void a_task_of_another_tenant_is_not_there() {
        var id = new Office().task();

        assertThat(office.get("/api/tasks/" + id, Map.of()).getStatusCode()).isEqualTo(404);
        assertThat(office.act(id, "cancel", Map.of()).getStatusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LEDGER#",
                "LEDGER#\uffff\uffff",
                "LEDGER#\uD83D\uDCA9#-#0001",
                "EVENT#000000000001"
            })
    void a_forged_cursor_of_a_ledger_is_refused(String sortKey) {
        var id = office.task();
        var reads = new TaskReads(office.table, null, null, "bucket");
        for (var text : List.of(sortKey, sortKey + "x".repeat(2_000))) {
            var cursor =
                    Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            var event =
                    office.event(
                            "GET",
                            "/api/tasks/" + id + "/ledger",
                            Map.of(),
                            Map.of("cursor", cursor),
                            null);

            assertThat(reads.handleRequest(event, null).getStatusCode()).isEqualTo(400);
        }
    }

    @Test
    void who_has_spent_the_days_budget_begins_no_further_task_until_midnight() {
        var body = Map.of("project_id", office.project(), "prompt", "Build a todo app");
        var transaction = office.table.transaction();
        DailyBudget.spend(transaction, office.tenant, 49_999_999_999L, office.now());
        transaction.commit();
        assertThat(office.post("/api/tasks", body).getStatusCode()).isEqualTo(202);

        transaction = office.table.transaction();
        DailyBudget.spend(transaction, office.tenant, 1, office.now());
        transaction.commit();

        var refused = office.post("/api/tasks", body);
        assertThat(refused.getStatusCode()).isEqualTo(429);
        assertThat(refused.getBody()).contains("quota_exceeded", "TENANT_BUDGET_USD_PER_DAY");
        var wait = Duration.ofSeconds(Long.parseLong(refused.getHeaders().get("Retry-After")));
        office.pass(wait.minusSeconds(1));
        assertThat(office.post("/api/tasks", body).getStatusCode()).isEqualTo(429);
        office.pass(Duration.ofSeconds(1));
        assertThat(office.post("/api/tasks", body).getStatusCode()).isEqualTo(202);
    }

    @Test
    void a_ledger_is_walked_row_by_row() {
        var id = office.task();
        var key = new TaskKey(office.tenant, id);
        var rows =
                List.of(
                        new TurnKey(Agent.CODER, "api", 1),
                        new TurnKey(Agent.CODER, "repair-1", 12),
                        new TurnKey(Agent.PLANNER, null, 1));
        for (var row : rows) {
            var ledger =
                    Json.MAPPER
                            .createObjectNode()
                            .put("agent", row.agent().toString())
                            .put("turn", row.turn());
            office.table.transaction().put(key.item(row.ledger()), ledger).commit();
        }
        var reads = new TaskReads(office.table, null, null, "bucket");
        var seen = new ArrayList<Integer>();
        Map<String, String> query = Map.of("limit", "1");
        JsonNode page;
        do {
            var event = office.event("GET", "/api/tasks/" + id + "/ledger", Map.of(), query, null);
            page = Json.tree(reads.handleRequest(event, null).getBody());
            page.path("items").forEach(row -> seen.add(row.path("turn").asInt()));
            query = Map.of("limit", "1", "cursor", page.path("next_cursor").asText());
        } while (!page.path("next_cursor").isNull());

        assertThat(seen).containsExactly(1, 12, 1);
    }

    private List<String> list(Map<String, String> query) {
        var page = Json.tree(office.get("/api/tasks", query).getBody());
        return page.path("items").valueStream().map(task -> task.path("id").asText()).toList();
    }

    private static String id(APIGatewayV2HTTPResponse answer) {
        return Json.tree(answer.getBody()).path("id").asText();
    }
}
