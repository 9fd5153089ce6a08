package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.ApiDocument;
import dev.catalyst.local.contract.ApiDocument.Operation;
import dev.catalyst.local.contract.Project;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The whole system answers each documented request as the document that it serves says. */
@TestMethodOrder(MethodName.class)
class ContractIT {

    private static final String NOBODY = "01890000-0000-7000-8000-000000000000";
    private static final String JSON = "application/json";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** The operations that were answered as they are meant to be. */
    private static final Set<String> SERVED = new TreeSet<>();

    @TempDir private static Path home;

    private static HostProcess host;
    private static ApiDocument document;

    @BeforeAll
    static void serve() throws Exception {
        host = HostProcess.start(Project.ROOT, home);
        document = new ApiDocument(json(send("GET", "/api/openapi.json", Map.of(), null)));
    }

    @AfterAll
    static void stop() {
        if (host != null) {
            host.close();
        }
    }

    @Test
    void a_the_service_and_its_pages() {
        call("index", 200, Map.of(), null);
        call("openapi", 200, Map.of(), null);
        call("console", 200, Map.of(), null);
        call("statusPage", 200, Map.of(), null);
        call("docs", 200, Map.of(), null);
        call("issueTicket", 201, Map.of(), null);
        call("issueTicket", 400, Map.of(), "{\"tenant\": \"other\"}");
        call("redoc", 200, Map.of(), null);
        call("health", 200, Map.of(), null);
        call("metrics", 200, Map.of(), null);
        call("listAudit", 200, Map.of(), null);
        for (var page : List.of("redoc.js", "redoc.css", "icon.svg", "preact.js")) {
            var asset = Map.of("path", page);
            var tag = call("pageAsset", 200, asset, null).headers().firstValue("ETag");
            call("pageAsset", 304, asset, null, Map.of("If-None-Match", tag.orElseThrow()));
        }
        for (var page : List.of("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")) {
            call("swaggerUiAsset", 200, Map.of("path", page), null);
        }
    }

    @Test
    void b_projects() {
        var key = Map.of("Idempotency-Key", "project");
        var created = call("createProject", 201, Map.of(), "{\"name\": \"Kitchen\"}", key);
        var id = Map.of("id", json(created).path("id").asText());
        var again = call("createProject", 201, Map.of(), "{\"name\": \"Kitchen\"}", key);
        assertThat(again.headers().firstValue("Idempotent-Replay")).contains("true");
        assertThat(created.headers().firstValue("Idempotent-Replay")).isEmpty();
        call("createProject", 422, Map.of(), "{\"name\": \"Other\"}", key);

        var tag = call("readProject", 200, id, null).headers().firstValue("ETag").orElseThrow();
        call("readProject", 304, id, null, Map.of("If-None-Match", tag));
        call("changeProject", 200, id, "{\"name\": \"Cellar\"}", Map.of("If-Match", tag));
        call("changeProject", 412, id, "{\"name\": \"Lost\"}", Map.of("If-Match", tag));
        call("changeProject", 400, id, "{\"name\": \"\"}");
        call("changeProject", 404, Map.of("id", NOBODY), "{\"name\": \"x\"}");
        call("listProjects", 200, Map.of(), null);
        for (var body : List.of("{\"name\": 5}", "{}", "{\"colour\": 1}", "{", "[]", "")) {
            call("createProject", 400, Map.of(), body);
        }
        call("createProject", 413, Map.of(), "{\"name\": \"" + "x".repeat(1_000_001) + "\"}");
        call("createProject", 415, Map.of(), "{}", Map.of("Content-Type", "text/plain"));
    }

    @Test
    void c_a_task_to_its_end_and_what_it_made() {
        var task = Map.of("id", create("Build a todo app", true));
        reach(task, "awaiting_approval");
        call("approveTask", 202, task, null);
        call("approveTask", 409, task, null);
        reach(task, "completed");
        call("redriveTask", 409, task, null);
        call("cancelTask", 409, task, null);
        call("listTasks", 200, Map.of(), null);

        var files = json(call("listFiles", 200, task, null)).path("items");
        var path = files.get(0).path("path").asText();
        call("readFile", 200, Map.of("id", task.get("id"), "path", path), null);
        call("readFile", 404, Map.of("id", task.get("id"), "path", "no/such/file"), null);
        var found = document.operation("listFiles");
        check(found, 400, filled(found.path(), task) + "?found_by=nobody");
        var empty = send("GET", filled(found.path(), task) + "?found_by=coder", Map.of(), null);
        assertThat(json(empty).path("items")).isEmpty();
        var tested = send("GET", filled(found.path(), task) + "?found_by=reviewer", Map.of(), null);
        assertThat(json(tested).path("items")).isEqualTo(files);
        call("readArchive", 302, task, null);
        call("readArchive", 200, task, null, Map.of("Accept", JSON));
        assertThat(json(call("readLedger", 200, task, null)).path("items")).isNotEmpty();
        call("readDeployment", 200, Map.of("task_id", task.get("id")), null);
        assertThat(
                        json(call("readLogs", 200, Map.of("task_id", task.get("id")), null))
                                .path("items"))
                .hasSizeGreaterThan(10);

        var fork =
                Map.of(
                        "id",
                        json(call("forkTask", 202, task, "{\"from\": \"reviewer\"}"))
                                .path("id")
                                .asText());
        reach(fork, "awaiting_approval");
        call("rejectTask", 400, fork, "{}");
        call("rejectTask", 202, fork, "{\"reason\": \"too plain\"}");
        reach(fork, "cancelled");
        call("readDeployment", 404, Map.of("task_id", fork.get("id")), null);
    }

    @Test
    void d_tasks_that_fail_or_are_cancelled() {
        var failing = Map.of("id", create("What is the meaning of life?", false));
        reach(failing, "failed");
        call("readTask", 200, failing, null);
        call("redriveTask", 202, failing, "{\"budget_usd\": 3}");

        var task = Map.of("id", create("Build a todo app", false));
        call("cancelTask", 202, task, null);
        reach(task, "cancelled");
        reach(failing, "failed");
        call("readLogs", 200, Map.of("task_id", failing.get("id")), null);
    }

    @Test
    void e_what_does_not_exist_or_is_out_of_bounds() {
        for (var operation : document.operations()) {
            if (operation.path().contains("{")) {
                check(operation, 404, "/" + filled(operation.path(), Map.of()).substring(1));
            }
        }
        for (var query : List.of("limit=0", "limit=x", "cursor=garbage")) {
            check(document.operation("listProjects"), 400, "/api/projects?" + query);
            check(document.operation("listTasks"), 400, "/api/tasks?" + query);
        }
        check(document.operation("listTasks"), 400, "/api/tasks?status=sleeping");
        check(document.operation("listTasks"), 400, "/api/tasks?project_id=x");
        call(
                "createTask",
                400,
                Map.of(),
                "{\"project_id\": \"" + NOBODY + "\", \"prompt\": \"x\"}");
    }

    @Test
    void f_a_path_has_the_methods_that_are_documented_and_no_other() {
        for (var path : document.operations().stream().map(Operation::path).distinct().toList()) {
            for (var method : List.of("GET", "POST", "PUT", "PATCH", "DELETE")) {
                var known = document.methods(path);
                if (!known.contains(method)) {
                    var answer = send(method, filled(path, Map.of()), Map.of(), "{}");
                    var allow = answer.headers().firstValue("Allow").orElse("");
                    assertThat(answer.statusCode()).as(method + " " + path).isEqualTo(405);
                    assertThat(Set.of(allow.split(", "))).as(path).isEqualTo(known);
                    document.check("Problem", json(answer));
                }
            }
        }
    }

    @Test
    void g_every_documented_operation_was_served() {
        assertThat(SERVED)
                .containsExactlyInAnyOrderElementsOf(
                        document.operations().stream().map(Operation::id).toList());
    }

    private static String create(String prompt, boolean requireApproval) {
        var project = json(call("createProject", 201, Map.of(), "{\"name\": \"contract\"}"));
        var body =
                Json.write(
                        Map.of(
                                "project_id",
                                project.path("id").asText(),
                                "prompt",
                                prompt,
                                "require_approval",
                                requireApproval));
        return json(call("createTask", 202, Map.of(), body)).path("id").asText();
    }

    private static void reach(Map<String, String> task, String status) {
        Awaitility.await(status)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(250))
                .until(
                        () -> json(call("readTask", 200, task, null)).path("status").asText(),
                        now -> now.equals(status) || isOther(now, status));
        assertThat(json(call("readTask", 200, task, null)).path("status").asText())
                .isEqualTo(status);
    }

    /** An end that is not the one waited for: waiting longer helps nobody. */
    private static boolean isOther(String now, String wanted) {
        return Stream.of("completed", "failed", "cancelled").anyMatch(now::equals)
                && !now.equals(wanted);
    }

    private static HttpResponse<byte[]> call(
            String id, int status, Map<String, String> parameters, String body) {
        return call(id, status, parameters, body, Map.of());
    }

    private static HttpResponse<byte[]> call(
            String id,
            int status,
            Map<String, String> parameters,
            String body,
            Map<String, String> headers) {
        var operation = document.operation(id);
        var answer = send(operation.method(), filled(operation.path(), parameters), headers, body);
        assertThat(answer.statusCode()).as(id + ": " + text(answer)).isEqualTo(status);
        document.check(operation, answer);
        if (status < 400 && status != 304) {
            SERVED.add(id);
        }
        return answer;
    }

    private static void check(Operation operation, int status, String path) {
        // an action is looked at first, its task after: a rejection with a reason gets that far
        var body = operation.about().has("requestBody") ? "{}" : null;
        if (operation.id().equals("rejectTask")) {
            body = "{\"reason\": \"x\"}";
        } else if (operation.id().equals("forkTask")) {
            body = "{\"from\": \"coder\"}";
        }
        var answer = send(operation.method(), path, Map.of(), body);
        assertThat(answer.statusCode()).as(operation.id() + ": " + text(answer)).isEqualTo(status);
        document.check(operation, answer);
    }

    private static String filled(String path, Map<String, String> parameters) {
        var filled = path;
        for (var parameter : parameters.entrySet()) {
            filled = filled.replace("{" + parameter.getKey() + "}", parameter.getValue());
        }
        return filled.replaceAll("\\{[^}]+}", NOBODY);
    }

    private static HttpResponse<byte[]> send(
            String method, String path, Map<String, String> headers, String body) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.ports().http() + path))
                        .timeout(Duration.ofMinutes(1))
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", JSON);
        }
        headers.forEach(request::header);
        try {
            return HTTP.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.tree(text(answer));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
