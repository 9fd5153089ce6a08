package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/** Far more new tasks at once than a host can take. */
class OverloadIT {

    private static final int CREATES = 2_400;

    /** More than a route lets work and wait together. */
    private static final int AT_ONCE = 800;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Collection<String> accepted = new ConcurrentLinkedQueue<>();
    private final Collection<Integer> refusals = new ConcurrentLinkedQueue<>();

    @TempDir private Path home;

    @Test
    void of_a_flood_of_tasks_what_is_accepted_stands_and_health_and_cancel_are_answered()
            throws Exception {
        try (http;
                var host = HostProcess.start(Project.ROOT, home)) {
            var project = "{\"name\": \"flood\"}";
            var id = Json.tree(post(host, "/api/projects", project).body()).path("id").asText();
            var task = Json.write(Map.of("project_id", id, "prompt", "Build a todo app"));
            var first = Json.tree(post(host, "/api/tasks", task).body()).path("id").asText();
            accepted.add(first);

            var flood = new FutureTask<>(() -> flood(host, task), null);
            // not the common pool, which the client needs
            Thread.ofPlatform().start(flood);
            int looks = 0;
            var cancelled = false;
            while (!flood.isDone()) {
                assertThat(get(host, "/api/").statusCode()).isEqualTo(200);
                looks++;
                if (!cancelled && !refusals.isEmpty()) {
                    var answer = post(host, "/api/tasks/%s/cancel".formatted(first), "");
                    // 409: it was too quick
                    assertThat(answer.statusCode()).as(answer.body()).isIn(202, 409);
                    cancelled = true;
                }
            }
            flood.get();

            assertThat(looks).isPositive();
            assertThat(cancelled).as("nothing was turned away").isTrue();
            assertThat(accepted.size() + refusals.size()).isEqualTo(CREATES + 1);
            assertThat(listed(host, id)).hasSameSizeAs(accepted).containsAll(accepted);
        }
    }

    /** Twenty of them at once are more than the host's whole memory. */
    @Test
    void large_bodies_are_refused_one_after_the_other() throws Exception {
        byte[] body = new byte[10 * 1024 * 1024];
        Arrays.fill(body, (byte) 'x');
        try (http;
                var host = HostProcess.start(Project.ROOT, home)) {
            var sent = new ArrayList<CompletableFuture<HttpResponse<Void>>>();
            for (int i = 0; i < 20; i++) {
                var request =
                        to(host, "/api/projects")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofByteArray(body))
                                .build();
                sent.add(http.sendAsync(request, BodyHandlers.discarding()));
            }
            for (var answer : sent) {
                assertThat(answer.join().statusCode()).isIn(413, 503);
                assertThat(get(host, "/api/projects").statusCode()).isEqualTo(200);
            }
        }
    }

    private void flood(HostProcess host, String task) {
        var places = new Semaphore(AT_ONCE);
        for (int i = 0; i < CREATES; i++) {
            places.acquireUninterruptibly();
            var _ =
                    http.sendAsync(create(host, "/api/tasks", task), BodyHandlers.ofString())
                            .thenAccept(this::note)
                            .whenComplete((_, _) -> places.release());
        }
        places.acquireUninterruptibly(AT_ONCE);
    }

    private void note(HttpResponse<String> answer) {
        if (answer.statusCode() == 202) {
            accepted.add(Json.tree(answer.body()).path("id").asText());
        } else if (answer.statusCode() == 503
                && answer.headers().firstValue("retry-after").isPresent()) {
            refusals.add(answer.statusCode());
        }
    }

    private Set<String> listed(HostProcess host, String project)
            throws IOException, InterruptedException {
        var found = new HashSet<String>();
        var path = "/api/tasks?limit=100&project_id=" + project;
        for (var next = path; !next.isEmpty(); ) {
            var page = Json.tree(get(host, next).body());
            page.path("items").forEach(item -> found.add(item.path("id").asText()));
            var cursor = page.path("next_cursor").asText("");
            next = page.path("next_cursor").isNull() ? "" : path + "&cursor=" + cursor;
        }
        return found;
    }

    private HttpResponse<String> post(HostProcess host, String path, String body)
            throws IOException, InterruptedException {
        return http.send(create(host, path, body), BodyHandlers.ofString());
    }

    private static HttpRequest create(HostProcess host, String path, String body) {
        var request = to(host, path).POST(BodyPublishers.ofString(body));
        return body.isEmpty()
                ? request.build()
                : request.header("Content-Type", "application/json").build();
    }

    private HttpResponse<String> get(HostProcess host, String path)
            throws IOException, InterruptedException {
        return http.send(to(host, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(HostProcess host, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.ports().http() + path))
                .timeout(Duration.ofSeconds(60));
    }
}
