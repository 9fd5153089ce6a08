package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import org.awaitility.Awaitility;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client of hosts that die: keeps tasks of each kind going, repeats with the same key what it got
 * no answer to, and knows in the end what must be there.
 */
final class CrashClient {

    private enum Kind {
        PLAIN("Build a todo app"),
        APPROVED("Build a todo app"),
        CANCELLED("Build a todo app"),
        /** Fails, is redriven once, and fails again. */
        REDRIVEN("Sing me a song");

        private final String prompt;

        Kind(String prompt) {
            this.prompt = prompt;
        }
    }

    private static final class Tracked {
        private final int number;
        private final Kind kind;
        private String id;
        private boolean acted;
        private boolean done;

        Tracked(int number) {
            this.number = number;
            kind = Kind.values()[number % Kind.values().length];
        }
    }

    private static final int AT_ONCE = 3;
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final List<Tracked> tasks = new ArrayList<>();
    private String project;

    int tasks() {
        return tasks.size();
    }

    /** Keeps some tasks going for a time. */
    void work(HostProcess host, Duration time) throws IOException {
        var until = Instant.now().plus(time);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(
                        () -> {
                            if (tasks.stream().filter(task -> !task.done).count() < AT_ONCE) {
                                tasks.add(new Tracked(tasks.size()));
                            }
                            advance(host);
                            return Instant.now().isAfter(until);
                        });
    }

    /** Lets every task end, one of each kind at least; false if the host died before. */
    boolean finish(HostProcess host) {
        while (tasks.size() < Kind.values().length) {
            tasks.add(new Tracked(tasks.size()));
        }
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .until(() -> !advance(host) || tasks.stream().allMatch(task -> task.done));
        return tasks.stream().allMatch(task -> task.done);
    }

    /** Asks for a project, which costs a host nothing but the room to store it. */
    HttpResponse<String> newProject(HostProcess host, String name)
            throws IOException, InterruptedException {
        return post(host, "/api/projects", Json.write(Map.of("name", name)), "project-" + name);
    }

    private HttpResponse<String> create(HostProcess host, Tracked task)
            throws IOException, InterruptedException {
        var body =
                Map.of(
                        "project_id",
                        project,
                        "prompt",
                        task.kind.prompt,
                        "require_approval",
                        task.kind == Kind.APPROVED);
        return post(host, "/api/tasks", Json.write(body), "task-" + task.number);
    }

    /** One step of every task; false if the host did not answer. */
    private boolean advance(HostProcess host) throws InterruptedException {
        try {
            if (project == null) {
                project = id(post(host, "/api/projects", "{\"name\": \"crash\"}", "project"));
            }
            for (var task : tasks) {
                if (!task.done) {
                    advance(host, task);
                }
            }
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private void advance(HostProcess host, Tracked task) throws IOException, InterruptedException {
        if (task.id == null) {
            task.id = id(create(host, task));
            return;
        }
        var status = get(host, "/api/tasks/" + task.id).path("status").asText();
        switch (task.kind) {
            case APPROVED -> act(host, task, status.equals("awaiting_approval"), "approve");
            case CANCELLED -> act(host, task, status.equals("running"), "cancel");
            case REDRIVEN -> act(host, task, status.equals("failed"), "redrive");
            case PLAIN -> task.acted = true;
        }
        // after a redrive the end that was seen before it counts no more
        task.done = ENDS.contains(status) && (task.acted || task.kind == Kind.CANCELLED);
        if (task.kind == Kind.REDRIVEN && task.done) {
            task.done = attempts(host, task) == 2;
        }
    }

    private void act(HostProcess host, Tracked task, boolean due, String action)
            throws IOException, InterruptedException {
        if (due && !task.acted) {
            var path = "/api/tasks/%s/%s".formatted(task.id, action);
            var answer = post(host, path, "", action + "-" + task.number);
            // 409: it ended between the look and the act
            assertThat(answer.statusCode()).as(answer.body()).isIn(202, 409);
            task.acted = true;
        }
    }

    private long attempts(HostProcess host, Tracked task) throws IOException, InterruptedException {
        return types(events(host, task)).stream().filter("task.failed"::equals).count();
    }

    /** Every task ended as it should, with each event, turn and deployment once. */
    void checkAll(HostProcess host) throws IOException, InterruptedException {
        for (var task : tasks) {
            check(host, task);
        }
        assertThat(get(host, "/api/tasks?limit=100&project_id=" + project).path("items"))
                .hasSize(tasks.size());
        try (var aws = Clients.of(host.ports())) {
            var machine =
                    aws.sfn().listStateMachines().stateMachines().getFirst().stateMachineArn();
            var names = new HashSet<String>();
            aws.sfn()
                    .listExecutionsPaginator(ask -> ask.stateMachineArn(machine))
                    .executions()
                    .forEach(one -> assertThat(names.add(one.name())).isTrue());
            assertThat(tasks).extracting(task -> task.id).containsAll(names);
        }
    }

    private void check(HostProcess host, Tracked task) throws IOException, InterruptedException {
        var status = get(host, "/api/tasks/" + task.id).path("status").asText();
        var events = events(host, task);
        var types = types(events);
        assertThat(status)
                .as("%s task %s: %s", task.kind, task.id, types)
                .isIn(
                        switch (task.kind) {
                            case PLAIN, APPROVED -> Set.of("completed");
                            case CANCELLED -> Set.of("cancelled", "completed");
                            case REDRIVEN -> Set.of("failed");
                        });
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("seq").asLong()).as("of %s", task.id).isEqualTo(i + 1);
        }
        assertThat(types).containsOnlyOnce("task.created").endsWith("task." + status);
        if (status.equals("completed")) {
            assertThat(types).containsOnlyOnce("deployment.created", "task.completed");
            get(host, "/api/deployments/" + task.id);
        }
        var turns = new HashSet<String>();
        for (var row :
                get(host, "/api/tasks/%s/ledger?limit=100".formatted(task.id)).path("items")) {
            assertThat(
                            turns.add(
                                    "%s/%s/%s"
                                            .formatted(
                                                    row.path("agent").asText(),
                                                    row.path("component").asText(),
                                                    row.path("turn").asText())))
                    .as("%s is there once", row)
                    .isTrue();
        }
        assertThat(types.stream().filter("model.turn"::equals)).hasSize(turns.size());
    }

    private List<JsonNode> events(HostProcess host, Tracked task)
            throws IOException, InterruptedException {
        var all = new ArrayList<JsonNode>();
        JsonNode items;
        do {
            items =
                    get(host, "/api/logs/%s?limit=100&after=%d".formatted(task.id, all.size()))
                            .path("items");
            items.forEach(all::add);
        } while (!items.isEmpty());
        return all;
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }

    private static String id(HttpResponse<String> created) {
        assertThat(created.statusCode()).as(created.body()).isIn(201, 202);
        return Json.tree(created.body()).path("id").asText();
    }

    JsonNode get(HostProcess host, String path) throws IOException, InterruptedException {
        var answer = send(host, path, HttpRequest.newBuilder().GET());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.tree(answer.body());
    }

    /** Sends a body with a key that makes a repetition safe; an action has none. */
    private HttpResponse<String> post(HostProcess host, String path, String body, String key)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder().header("Idempotency-Key", key);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return send(host, path, request.POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HostProcess host, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return http.send(
                request.uri(URI.create("http://127.0.0.1:" + host.ports().http() + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
    }
}
