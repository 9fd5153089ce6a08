package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.HttpApi;
import dev.catalyst.local.template.HttpApi.Route;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

class TurnstileIT {

    private static final byte[] DONE = "{\"statusCode\": 204}".getBytes(StandardCharsets.UTF_8);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch finish = new CountDownLatch(1);
    private FrontServer server;

    private void serve(int atOnce, int waiting, Duration patience) {
        serve(new Turnstile.Bounds(atOnce, waiting, patience, Duration.ofMillis(5)));
    }

    private void serve(Turnstile.Bounds bounds) {
        var api =
                new HttpApi(
                        "Api",
                        List.of(route("/slow", "Slow"), route("/slow/{proxy+}", "Quick")),
                        Optional.empty(),
                        Map.of());
        var clock = Clock.systemUTC();
        var gateway = new HttpGateway(api, true, this::invoke, clock, bounds, new Shares(clock));
        server = new FrontServer(0, List.of(gateway)).start();
    }

    private static Route route(String path, String function) {
        return new Route("ANY", path, function, Duration.ofSeconds(30), Optional.empty());
    }

    private byte[] invoke(String function, byte[] payload) {
        boolean write = Json.tree(new String(payload, StandardCharsets.UTF_8)).has("body");
        if (function.equals("Slow") && write) {
            begun.release();
            try {
                finish.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return DONE;
    }

    @AfterEach
    void stop() {
        finish.countDown();
        client.close();
        server.close();
    }

    private CompletableFuture<HttpResponse<String>> post(String path) {
        return send(path, HttpRequest.newBuilder().POST(BodyPublishers.ofString("{}")));
    }

    private CompletableFuture<HttpResponse<String>> get(String path) {
        return send(path, HttpRequest.newBuilder());
    }

    private CompletableFuture<HttpResponse<String>> send(String path, HttpRequest.Builder request) {
        var address = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.sendAsync(
                request.uri(address).header("X-Request-ID", "mine").build(),
                BodyHandlers.ofString());
    }

    private static void turnedAway(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
        assertThat(Json.tree(answer.body()).path("request_id").asText()).isEqualTo("mine");
    }

    @Test
    void writes_beyond_the_bound_are_turned_away_while_reads_and_other_routes_are_served() {
        serve(2, 0, LONG);
        var first = post("/slow");
        var second = post("/slow");
        begun.acquireUninterruptibly(2);

        turnedAway(post("/slow").join());
        assertThat(get("/slow").join().statusCode()).isEqualTo(204);
        assertThat(post("/slow/1/cancel").join().statusCode()).isEqualTo(204);
        assertThat(begun.availablePermits()).isZero();

        finish.countDown();
        assertThat(first.join().statusCode()).isEqualTo(204);
        assertThat(second.join().statusCode()).isEqualTo(204);
        assertThat(post("/slow").join().statusCode()).isEqualTo(204);
    }

    @Test
    void some_wait_for_their_turn_and_are_served() {
        serve(1, 1, LONG);
        var first = post("/slow");
        begun.acquireUninterruptibly();
        var second = post("/slow");
        var third = post("/slow");

        // whichever of the two came later finds the place to wait taken
        CompletableFuture.anyOf(second, third).join();
        turnedAway((second.isDone() ? second : third).join());

        finish.countDown();
        assertThat(first.join().statusCode()).isEqualTo(204);
        assertThat((second.isDone() && second.join().statusCode() == 503 ? third : second).join())
                .returns(204, HttpResponse::statusCode);
    }

    @Test
    void who_waits_too_long_is_turned_away() {
        serve(1, 1, Duration.ofMillis(5));
        var first = post("/slow");
        begun.acquireUninterruptibly();

        turnedAway(post("/slow").join());

        finish.countDown();
        assertThat(first.join().statusCode()).isEqualTo(204);
    }

    @Test
    void who_stands_at_the_door_is_let_in_when_a_place_comes_free() {
        serve(new Turnstile.Bounds(1, 0, LONG, LONG));
        var first = post("/slow");
        begun.acquireUninterruptibly();
        var second = post("/slow");

        finish.countDown();
        assertThat(first.join().statusCode()).isEqualTo(204);
        assertThat(second.join().statusCode()).isEqualTo(204);
    }
}
