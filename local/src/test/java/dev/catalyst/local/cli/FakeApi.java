package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.catalyst.lambda.Json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Catalyst's API as far as the command line uses it, with one task that takes the course of the
 * given events; a fault put before a path answers its next request in the API's stead.
 */
final class FakeApi implements AutoCloseable {

    static final String TASK = "01900000-0000-7000-8000-000000000001";

    /** Answers one request in its own way. */
    interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final ObjectNode task = Json.MAPPER.createObjectNode();
    private volatile byte[] archive = zip(Map.of("App.java", "class App {}", "lib/a.txt", "a"));
    private volatile int pageSize = 100;

    FakeApi() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        task.put("id", TASK).put("project_id", "p-1").put("prompt", "Build a todo app");
        task.put("mode", "simulated").put("cost", 0).put("budget_usd", 2);
        task.putObject("tokens").put("input", 10).put("output", 5);
        task.putObject("graph_state").put("planner", "completed");
        task.put("created_at", "2026-01-01T00:00:00Z").put("started_at", "2026-01-01T00:00:01Z");
        task.put("finished_at", "2026-01-01T00:00:12.500Z").putNull("failure");
        completes();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Each request so far, as method and path with its query. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** The idempotency keys of all POSTs to the path of tasks. */
    List<String> keys() {
        return List.copyOf(keys);
    }

    FakeApi before(String path, Fault... inTurn) {
        faults.computeIfAbsent(path, _ -> new ConcurrentLinkedDeque<>()).addAll(List.of(inTurn));
        return this;
    }

    FakeApi archive(Map<String, String> files) {
        archive = zip(files);
        return this;
    }

    FakeApi pagesOf(int size) {
        pageSize = size;
        return this;
    }

    FakeApi completes() {
        course(
                "completed",
                event("task.created", "system", "Task created"),
                event("agent.started", "planner", "Planner starts"),
                event("model.turn", "planner", "Turn 1").set("data", data("cost", 0)),
                event("tests.finished", "tester", "12 tests passed")
                        .set("data", data("passed", 12).put("failed", 0)),
                event("task.completed", "system", "Done"));
        return this;
    }

    FakeApi fails(String code, String message) {
        course(
                "failed",
                event("task.created", "system", "Task created"),
                event("task.failed", "planner", message));
        task.putObject("failure").put("code", code).put("agent", "planner").put("message", message);
        return this;
    }

    FakeApi says(String type, String agent, String message) {
        events.add(events.size() - 1, event(type, agent, message).put("level", "INFO"));
        return numbered();
    }

    FakeApi cancelled() {
        course(
                "cancelled",
                event("task.created", "system", "Task created"),
                event("task.cancelled", "system", "Cancelled"));
        return this;
    }

    static Fault status(int status) {
        return exchange -> problem(exchange, status, "Fault " + status, "for a moment");
    }

    static Fault problem(int status, String title, String detail) {
        return exchange -> problem(exchange, status, title, detail);
    }

    static Fault text(String text) {
        return exchange -> send(exchange, 200, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Promises more than it sends. */
    static Fault cut() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.getHttpContext().getServer();
            exchange.close();
        };
    }

    private void course(String status, JsonNode... inOrder) {
        task.put("status", status);
        events.clear();
        events.addAll(List.of(inOrder));
        numbered();
    }

    private FakeApi numbered() {
        for (int i = 0; i < events.size(); i++) {
            ((ObjectNode) events.get(i)).put("seq", i + 1).put("id", "e-" + (i + 1));
        }
        return this;
    }

    private static ObjectNode event(String type, String agent, String message) {
        return Json.MAPPER
                .createObjectNode()
                .put("task_id", TASK)
                .put("type", type)
                .put("agent_name", agent)
                .put("level", "INFO")
                .put("message", message)
                .put("mode", "simulated")
                .put("timestamp", "2026-01-01T00:00:01Z");
    }

    private static ObjectNode data(String name, int value) {
        return Json.MAPPER.createObjectNode().put(name, value);
    }

    private void handle(HttpExchange exchange) throws IOException {
        var uri = exchange.getRequestURI();
        requests.add(exchange.getRequestMethod() + " " + uri);
        if (exchange.getRequestMethod().equals("POST") && uri.getPath().equals("/api/tasks")) {
            keys.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        }
        var fault = faults.getOrDefault(uri.getPath(), new ArrayDeque<>()).poll();
        if (fault != null) {
            fault.answer(exchange);
            return;
        }
        exchange.getRequestBody().readAllBytes();
        answer(exchange, uri);
    }

    private void answer(HttpExchange exchange, URI uri) throws IOException {
        switch (exchange.getRequestMethod() + " " + uri.getPath()) {
            case "GET /api/projects", "GET /api/tasks" -> send(exchange, 200, list());
            case "POST /api/projects" -> send(exchange, 201, Map.of("id", "p-1"));
            case "POST /api/tasks" -> send(exchange, 202, task);
            case "GET /api/tasks/" + TASK -> send(exchange, 200, task);
            case "GET /api/logs/" + TASK -> send(exchange, 200, page(uri.getQuery()));
            case "GET /api/deployments/" + TASK -> send(exchange, 200, deployment());
            case "GET /api/tasks/" + TASK + "/archive" -> {
                exchange.getResponseHeaders().set("Location", "/bucket/archive.zip?signed=1");
                send(exchange, 302, new byte[0]);
            }
            case "GET /bucket/archive.zip" -> {
                boolean signedOnly = !exchange.getRequestHeaders().containsKey("Authorization");
                send(exchange, signedOnly ? 200 : 403, signedOnly ? archive : new byte[0]);
            }
            case "POST /api/tasks/" + TASK + "/cancel", "POST /api/tasks/" + TASK + "/fork" ->
                    send(exchange, 202, task);
            case "POST /api/tasks/" + TASK + "/approve" ->
                    problem(exchange, 409, "Conflict", "This task waits for no approval.");
            default -> problem(exchange, 404, "Not found", "There is no " + uri.getPath());
        }
    }

    private Map<String, Object> list() {
        var list = new LinkedHashMap<String, Object>();
        list.put("items", List.of(task));
        list.put("next_cursor", null);
        return list;
    }

    private Map<String, Object> page(String query) {
        long after = Long.parseLong(query.replaceFirst(".*after=(\\d+).*", "$1"));
        return Map.of(
                "items",
                events.stream()
                        .filter(event -> event.path("seq").asLong() > after)
                        .limit(pageSize)
                        .toList());
    }

    private ObjectNode deployment() {
        var deployment = Json.MAPPER.createObjectNode().put("commit_sha", "a".repeat(40));
        var report = deployment.putObject("report").put("run_command", "java App.java");
        report.putArray("api").add("/api/todos");
        report.putObject("tests").put("passed", 12).put("failed", 0);
        return deployment;
    }

    private static void problem(HttpExchange exchange, int status, String title, String detail)
            throws IOException {
        var problem = Json.MAPPER.createObjectNode().put("title", title).put("status", status);
        problem.put("detail", detail).put("request_id", "r-1");
        problem.putArray("errors").addObject().put("field", "prompt").put("message", "is empty");
        send(exchange, status, problem);
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        send(exchange, status, Json.write(body).getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    static byte[] zip(Map<String, String> files) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var file : new ArrayList<>(files.entrySet())) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
