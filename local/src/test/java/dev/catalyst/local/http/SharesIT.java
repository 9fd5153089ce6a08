package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.HttpApi;
import dev.catalyst.local.template.HttpApi.Authorizer;
import dev.catalyst.local.template.HttpApi.Route;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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

/** The gateway shares reads among the tenants that the authorizer tells. */
class SharesIT {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch finish = new CountDownLatch(1);
    private FrontServer server;

    @BeforeEach
    void serve() {
        var route =
                new Route(
                        "ANY", "/{way}", "Reader", Duration.ofSeconds(30), Optional.of("Callers"));
        var who = new Authorizer("Who", List.of("$request.header.Authorization"), Duration.ZERO);
        var api = new HttpApi("Api", List.of(route), Optional.empty(), Map.of("Callers", who));
        var clock = Clock.systemUTC();
        var shares = new Shares(1, Duration.ZERO, clock, (_, _) -> {});
        var gateway =
                new HttpGateway(api, true, this::invoke, clock, Turnstile.Bounds.OF_WRITES, shares);
        server = new FrontServer(0, List.of(gateway)).start();
    }

    @AfterEach
    void stop() {
        finish.countDown();
        client.close();
        server.close();
    }

    private byte[] invoke(String function, byte[] payload) {
        var event = Json.tree(new String(payload, StandardCharsets.UTF_8));
        var answer =
                function.equals("Who")
                        ? Map.of(
                                "isAuthorized",
                                true,
                                "context",
                                Map.of("tenant", event.at("/headers/authorization").asText()))
                        : Map.of("statusCode", 204);
        if (function.equals("Reader") && event.path("rawPath").asText().equals("/slow")) {
            begun.release();
            try {
                finish.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return Json.write(answer).getBytes(StandardCharsets.UTF_8);
    }

    private CompletableFuture<Integer> get(String tenant, String path) {
        var address = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.sendAsync(
                        HttpRequest.newBuilder(address).header("Authorization", tenant).build(),
                        BodyHandlers.discarding())
                .thenApply(answer -> answer.statusCode());
    }

    @Test
    void a_tenants_reads_beyond_its_share_are_turned_away_and_other_tenants_are_not() {
        get("calm", "/quick").join();
        get("flood", "/quick").join();
        var first = get("flood", "/slow");
        begun.acquireUninterruptibly();

        assertThat(get("flood", "/quick").join()).isEqualTo(503);
        assertThat(get("flood", "/quick?wait=20").join()).isEqualTo(503);
        assertThat(get("calm", "/quick").join()).isEqualTo(204);

        finish.countDown();
        assertThat(first.join()).isEqualTo(204);
        assertThat(get("flood", "/quick").join()).isEqualTo(204);
    }
}
