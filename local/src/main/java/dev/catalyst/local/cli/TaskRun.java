package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.StopSignals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * One task from its creation to its report; an interrupt ends it if its host ends with this
 * process.
 */
final class TaskRun {

    private final Service service;
    private final Api api;
    private final RunOutput output;

    private volatile String taskId;
    private volatile boolean interrupted;
    private int turns;
    private JsonNode tests = MissingNode.getInstance();

    TaskRun(Service service, RunOutput output) {
        this.service = service;
        this.api = service.api();
        this.output = output;
        var signals = StopSignals.install();
        Thread.ofPlatform().daemon().name("interrupt").start(() -> awaitInterrupt(signals));
    }

    /** Places an archive on disk and answers where. */
    interface Placement {
        Path place(Path zip) throws IOException;
    }

    void create(JsonNode body) {
        var task = api.post("/api/tasks", body);
        taskId = task.path("id").asText();
        output.notice("task %s, %s".formatted(taskId, task.path("mode").asText()));
    }

    void follow(boolean approve) {
        new Follower(api, taskId)
                .follow(
                        event -> {
                            output.event(event);
                            remember(event);
                            if (event.path("type").asText().equals("task.awaiting_approval")) {
                                awaitApproval(approve);
                            }
                        });
    }

    private void remember(JsonNode event) {
        switch (event.path("type").asText()) {
            case "model.turn" -> turns++;
            case "tests.finished" -> tests = event.path("data");
            default -> {}
        }
    }

    private void awaitApproval(boolean approve) {
        if (approve) {
            api.post("/api/tasks/%s/approve".formatted(taskId), Json.MAPPER.createObjectNode());
        } else {
            output.notice(
                    "waiting for approval: ./catalyst task approve %s, or ./catalyst task reject %s --reason ..."
                            .formatted(taskId, taskId));
        }
    }

    /** What came of it; a completed task's application is on disk afterwards. */
    RunReport report(Placement placement) throws IOException {
        var task = api.get("/api/tasks/" + taskId);
        var status = task.path("status").asText();
        var deployment =
                status.equals("completed")
                        ? api.get("/api/deployments/" + taskId)
                        : MissingNode.getInstance();
        var told = deployment.path("report");
        return new RunReport(
                taskId,
                status,
                task.path("mode").asText(null),
                task.path("cost"),
                task.path("tokens"),
                duration(task),
                turns,
                RunReport.Tests.of(told.has("tests") ? told.path("tests") : tests),
                status.equals("completed") ? application(told, placement) : null,
                deployment.path("commit_sha").asText(null),
                task.get("failure"));
    }

    private RunReport.App application(JsonNode told, Placement placement) throws IOException {
        var zip = Files.createTempFile("catalyst-", ".zip");
        try {
            api.download("/api/tasks/%s/archive".formatted(taskId), zip);
            var folder = placement.place(zip);
            return new RunReport.App(
                    folder.toString(), told.path("run_command").asText(), texts(told.path("api")));
        } finally {
            Files.deleteIfExists(zip);
        }
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static long duration(JsonNode task) {
        try {
            return Duration.between(
                            Instant.parse(task.path("created_at").asText()),
                            Instant.parse(task.path("finished_at").asText()))
                    .toMillis();
        } catch (DateTimeParseException e) {
            return 0;
        }
    }

    /** Whether Ctrl-C ended it. */
    boolean isInterrupted() {
        return interrupted;
    }

    private void awaitInterrupt(StopSignals signals) {
        try {
            signals.await();
            interrupted = true;
            if (taskId != null && service.isOwn()) {
                // the run then ends as any other, with its host
                service.abandon();
                api.post("/api/tasks/%s/cancel".formatted(taskId), Json.MAPPER.createObjectNode());
                return;
            }
            if (taskId != null) {
                output.notice("the task goes on: ./catalyst task logs --follow " + taskId);
            }
            output.close();
            System.exit(ExitCode.INTERRUPTED);
        } catch (ApiProblem e) {
            // it has just ended by itself
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
