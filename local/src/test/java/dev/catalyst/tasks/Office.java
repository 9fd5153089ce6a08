package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.events.Event;
import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Scope;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.local.contract.Emulated;
import dev.catalyst.projects.Project;
import dev.catalyst.projects.Projects;
import dev.catalyst.store.Ids;
import dev.catalyst.store.Table;

import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A tenant with its table, its task functions and a Step Functions that tests end things in. */
final class Office {

    final String tenant = UUID.randomUUID().toString();
    final Table table;
    final FakeStepFunctions stepFunctions = new FakeStepFunctions();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final InstantSource clock = () -> now;
    private final Tasks tasks;
    private final Random random = new Random(tenant.hashCode());
    private final TasksApi api;
    final Dispatcher dispatcher;
    private final Sweeper sweeper;
    private final TaskClosed taskClosed;
    private final ApprovalRequested approvalRequested;

    Office() {
        this(Emulated.table());
    }

    Office(Table table) {
        this.table = table;
        var executions = new Executions(stepFunctions, FakeStepFunctions.MACHINE);
        tasks = Stores.tasks(table, clock, UnaryOperator.identity());
        api =
                new TasksApi(
                        table,
                        new TasksApi.Defaults(
                                new BigDecimal("2"), new BigDecimal("50"), "simulated"),
                        true,
                        clock,
                        random);
        dispatcher =
                new Dispatcher(table, executions, Emulated.sqs(), Emulated.deadLetters(), 2, clock);
        sweeper = new Sweeper(table, executions, Emulated.sqs(), Emulated.taskQueue(), clock);
        taskClosed = new TaskClosed(table, clock);
        approvalRequested = new ApprovalRequested(table, clock);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    String project() {
        var id = Ids.uuid7(now, random);
        new Projects(table)
                .create(
                        tenant,
                        new Project(
                                id, "p", "", null, false, null, Project.Status.ACTIVE, now, now),
                        transaction -> {});
        return id;
    }

    /** A task that waits for a slot; each is a little younger than the one before. */
    String task() {
        pass(Duration.ofMillis(10));
        var answer =
                post("/api/tasks", Map.of("project_id", project(), "prompt", "Build a todo app"));
        return Json.tree(answer.getBody()).path("id").asText();
    }

    /** A task whose execution runs. */
    String runningTask() {
        var id = task();
        dispatch();
        return id;
    }

    String failedTask() {
        var id = runningTask();
        stepFunctions.end(id, ExecutionStatus.FAILED);
        tellEnd(id, "FAILED");
        return id;
    }

    String waitingTask() {
        var id = runningTask();
        ask(id, "token-" + id);
        return id;
    }

    void dispatch() {
        pass(Duration.ofMillis(10));
        dispatcher.dispatch(tenant);
    }

    void sweep() {
        sweeper.handleRequest(null, null);
    }

    void ask(String id, String token) {
        run(approvalRequested, Map.of("task_id", id, "tenant", tenant, "task_token", token));
    }

    void tellEnd(String id, String status) {
        pass(Duration.ofMillis(10));
        tellEnd(id, status, now);
    }

    void tellEnd(String id, String status, Instant at) {
        var detail =
                Map.of(
                        "name",
                        id,
                        "status",
                        status,
                        "stopDate",
                        at.toEpochMilli(),
                        "input",
                        Json.write(Map.of("tenant", tenant, "task_id", id)));
        run(taskClosed, Map.of("detail", detail));
    }

    APIGatewayV2HTTPResponse act(String id, String action, Map<String, ?> body) {
        return post("/api/tasks/" + id + "/" + action, body);
    }

    APIGatewayV2HTTPResponse post(String path, Map<String, ?> body) {
        return post(path, body, Map.of());
    }

    APIGatewayV2HTTPResponse post(String path, Map<String, ?> body, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("content-type", "application/json");
        return api.handleRequest(event("POST", path, all, Map.of(), Json.write(body)), null);
    }

    APIGatewayV2HTTPResponse get(String path, Map<String, String> query) {
        return api.handleRequest(event("GET", path, Map.of(), query, null), null);
    }

    APIGatewayV2HTTPEvent event(
            String method,
            String path,
            Map<String, String> headers,
            Map<String, String> query,
            String body) {
        var caller = new Authorizer();
        caller.setLambda(new Caller(tenant, "tester", Set.of(Scope.values()), null).context());
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withHeaders(headers)
                .withQueryStringParameters(query)
                .withBody(body)
                .withRequestContext(
                        RequestContext.builder()
                                .withHttp(Http.builder().withMethod(method).withPath(path).build())
                                .withAuthorizer(caller)
                                .build())
                .build();
    }

    Task read(String id) {
        return tasks.get(new TaskKey(tenant, id));
    }

    Status status(String id) {
        return read(id).status();
    }

    List<Event> events(String id) {
        return Stores.events(table).after(tenant, id, 0, 1_000);
    }

    List<String> told(String id) {
        return events(id).stream().map(Event::type).toList();
    }

    List<Slots.Slot> slots() {
        return new Slots(table).taken(tenant);
    }

    List<Queue.Owed> owed() {
        return new Queue(table).oldest(tenant, 100);
    }

    Instant now() {
        return now;
    }

    private static JsonNode run(StepHandler<?, ?> handler, Map<String, ?> input) {
        var in = new ByteArrayInputStream(Json.write(input).getBytes(StandardCharsets.UTF_8));
        var out = new ByteArrayOutputStream();
        try {
            handler.handleRequest(in, out, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Json.tree(out.toString(StandardCharsets.UTF_8));
    }
}
