package dev.catalyst.local;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The HTTP API of a host, as tests of whole tasks use it: with a token, if there is one. */
record HostApi(int port, Optional<String> token) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Set<String> ENDS = Set.of("completed", "failed", "cancelled");

    HostApi(int port) {
        this(port, Optional.empty());
    }

    String project(Map<String, ?> described) {
        return post("/api/projects", described).path("id").asText();
    }

    /** A new task's id. */
    String task(String project, String prompt) {
        var id = post("/api/tasks", Map.of("project_id", project, "prompt", prompt)).path("id");
        if (id.isMissingNode()) {
            throw new AssertionError("no task was made");
        }
        return id.asText();
    }

    JsonNode task(String id) {
        return get("/api/tasks/" + id);
    }

    String status(String id) {
        return task(id).path("status").asText();
    }

    boolean hasEnded(String id) {
        return ENDS.contains(status(id));
    }

    List<JsonNode> ledger(String id) {
        var rows = new ArrayList<JsonNode>();
        get("/api/tasks/" + id + "/ledger?limit=100").path("items").forEach(rows::add);
        return rows;
    }

    List<JsonNode> events(String id) {
        var all = new ArrayList<JsonNode>();
        JsonNode page;
        do {
            page = get("/api/logs/" + id + "?limit=100&after=" + all.size()).path("items");
            page.forEach(all::add);
        } while (!page.isEmpty());
        return all;
    }

    List<String> told(String id) {
        return events(id).stream().map(event -> event.path("type").asText()).toList();
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    JsonNode post(String path, Map<String, ?> body) {
        return send(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Json.write(body))));
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private JsonNode send(HttpRequest.Builder request) {
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        try {
            var answer = HTTP.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError(answer + " says " + answer.body());
            }
            return Json.tree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
