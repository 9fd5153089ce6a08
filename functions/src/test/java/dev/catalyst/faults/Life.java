package dev.catalyst.faults;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.agents.architect.Architect;
import dev.catalyst.agents.coder.Coder;
import dev.catalyst.agents.deployer.Deployer;
import dev.catalyst.agents.planner.Planner;
import dev.catalyst.agents.reviewer.Reviewer;
import dev.catalyst.agents.tester.Tester;
import dev.catalyst.audit.AuditHandlers;
import dev.catalyst.knowledge.KnowledgeHandlers;
import dev.catalyst.knowledge.LessonLearned;
import dev.catalyst.lambda.Json;
import dev.catalyst.projects.ProjectHandlers;
import dev.catalyst.projects.ProjectsApi;
import dev.catalyst.sandbox.SandboxHandlers;
import dev.catalyst.stream.Publisher;
import dev.catalyst.tasks.ApprovalRequested;
import dev.catalyst.tasks.Dispatcher;
import dev.catalyst.tasks.LogsApi;
import dev.catalyst.tasks.MetricsApi;
import dev.catalyst.tasks.Outbox;
import dev.catalyst.tasks.RepositoryImported;
import dev.catalyst.tasks.TaskClosed;
import dev.catalyst.tasks.TaskOpened;
import dev.catalyst.tasks.TaskReads;
import dev.catalyst.tasks.TasksApi;

import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What tasks go through between their creation and their end, handler by handler. */
final class Life {

    static final String TENANT = "default";
    private static final String PROMPT = "Build a todo app";

    private final Journey journey = new Journey();
    private String project;

    static List<Visit> visits() {
        var life = new Life();
        life.project();
        life.completes();
        life.failsAndIsRedrivenAndCancelled();
        life.isForkedAndRejected();
        life.endsUnheard();
        life.beginsInARepository();
        life.dispatch("");
        new Access(life.journey).visit();
        return life.journey.visits();
    }

    private void project() {
        project =
                id(
                        projects(
                                "POST",
                                "/api/projects",
                                Map.of("name", "One", "require_approval", true)));
        projects("PATCH", "/api/projects/" + project, Map.of("description", "The first"));
        projects("GET", "/api/projects", null);
    }

    private void completes() {
        String task = task(PROMPT);
        journey.socket("$connect", "early", Map.of("task_id", task), null);
        start();
        var work = opened(task);
        work = work.through(Planner.class).through(Architect.class);
        for (var wave : work.waves()) {
            for (var component : wave.path("components")) {
                work = work.of(Coder.class, component.asText());
            }
        }
        work = work.through(Tester.class).through(Reviewer.class);
        ask(task);
        act(task, "approve", Map.of());
        dispatch("resumes");
        work.through(Deployer.class);
        subscribe(task, "late");
        follow();
        leave();
        end(task, ExecutionStatus.SUCCEEDED);
        closed(task, "SUCCEEDED");
        read(task);
    }

    private void failsAndIsRedrivenAndCancelled() {
        String task = task("Prove the Riemann hypothesis");
        start();
        opened(task).fails(Planner.class);
        end(task, ExecutionStatus.FAILED);
        closed(task, "FAILED");
        act(task, "redrive", Map.of("budget_usd", 3));
        dispatch("redrives");
        act(task, "cancel", Map.of());
        dispatch("stops");
        closed(task, "ABORTED");
    }

    private void isForkedAndRejected() {
        String source = task(PROMPT);
        start();
        String task = id(act(source, "fork", Map.of("from", "planner", "prompt", "Build a shop")));
        start();
        opened(task);
        ask(task);
        act(task, "reject", Map.of("reason", "too red"));
        dispatch("stops what was rejected");
        end(source, ExecutionStatus.FAILED);
        closed(source, "TIMED_OUT");
    }

    private void endsUnheard() {
        String task = task(PROMPT);
        start();
        end(task, ExecutionStatus.SUCCEEDED);
        journey.world().pass(Duration.ofMinutes(1));
        journey.schedule();
    }

    private void beginsInARepository() {
        var described = Map.of("name", "Two", "repo_url", "https://git.example.com/shop.git");
        String task = task(id(projects("POST", "/api/projects", described)), PROMPT);
        start();
        opened(task);
        journey.step(
                RepositoryImported.class,
                "leaves the repository alone",
                handlers -> handlers.tasks.repositoryImported(handlers.s3, Handlers.BUCKET),
                Map.of("task_id", task, "tenant", TENANT));
        end(task, ExecutionStatus.FAILED);
        closed(task, "TIMED_OUT");
    }

    private String task(String prompt) {
        return task(project, prompt);
    }

    private String task(String of, String prompt) {
        String id = id(tasks("POST", "/api/tasks", Map.of("project_id", of, "prompt", prompt)));
        journey.stream(
                Outbox.class.getName(),
                "tells of work",
                StreamRecords.inserted(journey.world(), "queue"),
                (handlers, batch) ->
                        handlers.tasks
                                .outbox(handlers.sqs)
                                .handleRequest(batch, null)
                                .getBatchItemFailures()
                                .isEmpty());
        return id;
    }

    private void start() {
        dispatch("starts");
    }

    private void dispatch(String what) {
        journey.message(
                Dispatcher.class,
                what,
                handlers ->
                        handlers.tasks.dispatcher(handlers.sfn, Executions.MACHINE, handlers.sqs),
                what.isEmpty() ? Map.of() : Map.of("tenant", TENANT));
    }

    private Work opened(String task) {
        var begun =
                journey.step(
                        TaskOpened.class,
                        "begins",
                        handlers ->
                                handlers.tasks.taskOpened(
                                        SandboxHandlers.functions(handlers.lambda)),
                        Map.of("task_id", task, "tenant", TENANT));
        return new Work(journey, task, 1, begun.path("workspace"), begun.path("waves"));
    }

    private void ask(String task) {
        journey.step(
                ApprovalRequested.class,
                "asks",
                handlers -> handlers.tasks.approvalRequested(),
                Map.of("task_id", task, "tenant", TENANT, "task_token", task));
    }

    private void end(String task, ExecutionStatus status) {
        journey.world().executions.end(task, status);
    }

    private void closed(String task, String status) {
        var detail =
                Map.of(
                        "name",
                        task,
                        "status",
                        status,
                        "stopDate",
                        journey.world().now().plusSeconds(5).toEpochMilli(),
                        "input",
                        Json.write(Map.of("tenant", TENANT, "task_id", task)));
        journey.event(
                TaskClosed.class,
                status,
                handlers -> handlers.tasks.taskClosed(),
                Map.of("detail", detail));
        journey.message(
                LessonLearned.class,
                status,
                handlers ->
                        KnowledgeHandlers.lessonLearned(
                                handlers.table, handlers.s3, Handlers.BUCKET),
                Map.of("tenant", TENANT, "task_id", task));
    }

    private void subscribe(String task, String connection) {
        int told = StreamRecords.inserted(journey.world(), "event").getRecords().size();
        var body = Json.write(Map.of("action", "subscribe", "task_id", task, "after", told - 5));
        journey.socket("$connect", connection, null, null);
        journey.socket("$default", connection, null, "{\"action\": \"ping\"}");
        journey.socket("$default", connection, null, body);
    }

    private void follow() {
        var batch = StreamRecords.inserted(journey.world(), "subscription", "event");
        var records = batch.getRecords();
        batch.setRecords(List.copyOf(records.subList(0, 10)));
        journey.stream(
                Publisher.class.getName(),
                "brings events",
                batch,
                (handlers, again) -> {
                    handlers.stream.publisher().handleRequest(again, null);
                    return true;
                });
    }

    /** One client says goodbye, another is gone without a word. */
    private void leave() {
        journey.socket("$disconnect", "late", null, null);
        journey.world().leave("early");
        follow();
    }

    private void read(String task) {
        tasks("GET", "/api/tasks", null);
        tasks("GET", "/api/tasks/" + task, null);
        journey.http(
                MetricsApi.class, handlers -> handlers.tasks.metricsApi(), "GET", "/metrics", null);
        journey.http(
                AuditHandlers.AUDIT,
                handlers -> AuditHandlers.audit(handlers.table, handlers.clock, handlers.random),
                "GET",
                "/api/audit",
                null);
        journey.http(
                LogsApi.class,
                handlers -> handlers.tasks.logsApi(),
                "GET",
                "/api/logs/" + task,
                null);
        for (var path :
                List.of(
                        "/api/tasks/" + task + "/files",
                        "/api/tasks/" + task + "/archive",
                        "/api/tasks/" + task + "/ledger",
                        "/api/deployments/" + task)) {
            journey.http(
                    TaskReads.class,
                    handlers ->
                            handlers.tasks.taskReads(
                                    handlers.s3, Handlers.PRESIGNER, Handlers.BUCKET),
                    "GET",
                    path,
                    null);
        }
    }

    private JsonNode act(String task, String action, Map<String, ?> body) {
        return tasks("POST", "/api/tasks/" + task + "/" + action, body);
    }

    private JsonNode tasks(String method, String path, Map<String, ?> body) {
        return journey.http(
                TasksApi.class,
                handlers -> handlers.tasks.tasksApi(handlers.random),
                method,
                path,
                body);
    }

    private JsonNode projects(String method, String path, Map<String, ?> body) {
        return journey.http(
                ProjectsApi.class,
                handlers ->
                        ProjectHandlers.projectsApi(
                                handlers.table, handlers.clock, handlers.random),
                method,
                path,
                body);
    }

    private static String id(JsonNode answer) {
        return Json.tree(answer.path("body").asText()).path("id").asText();
    }
}
