package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.TestClock;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.template.HttpApi;
import dev.catalyst.local.template.HttpApi.Authorizer;
import dev.catalyst.local.template.HttpApi.Route;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The gateway asks a route's authorizer first, as API Gateway does. */
class AuthorizersIT {

    private static final byte[] REFUSAL =
            """
            {"statusCode": 429, "headers": {"X-RateLimit-Remaining": "0", "Retry-After": "1"},
             "body": "{\\"type\\": \\"urn:catalyst:rate_limited\\"}"}\
            """
                    .getBytes(StandardCharsets.UTF_8);

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> asked = new LinkedBlockingQueue<>();
    private final TestClock clock = new TestClock(Instant.EPOCH, ZoneOffset.UTC);
    private FrontServer server;

    private void serve(List<String> identitySources, Duration ttl) {
        var authorizer = new Authorizer("Who", identitySources, ttl);
        var api =
                new HttpApi(
                        "Api",
                        List.of(
                                route("/closed", Optional.of("Callers")),
                                route("/open", Optional.empty())),
                        Optional.empty(),
                        Map.of("Callers", authorizer));
        var gateway = new HttpGateway(api, true, this::invoke, clock);
        server = new FrontServer(0, List.of(gateway)).start();
    }

    private static Route route(String path, Optional<String> authorizer) {
        return new Route("ANY", path, "Echo", Duration.ofSeconds(30), authorizer);
    }

    @AfterEach
    void stop() {
        server.close();
        client.shutdownNow();
    }

    /** Who lets pass everybody but "evil"; Echo answers the event itself, and "hasty" too often. */
    private byte[] invoke(String function, byte[] payload) {
        var event = Json.tree(new String(payload, StandardCharsets.UTF_8));
        if (function.equals("Echo")) {
            var told = event.at("/requestContext/authorizer/lambda/user").asText();
            return told.equals("hasty") ? REFUSAL : payload;
        }
        asked.add(event);
        var who = event.path("headers").path("authorization").asText();
        if (who.equals("fault")) {
            throw new FunctionFault("Error", "no answer");
        }
        return Json.write(
                        Map.of("isAuthorized", !who.equals("evil"), "context", Map.of("user", who)))
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void what_the_authorizer_tells_is_told_to_the_function_and_it_gets_no_body() throws Exception {
        serve(List.of(), Duration.ZERO);

        var event = Json.tree(post("/closed", "ada").body());

        assertThat(event.at("/requestContext/authorizer/lambda/user").asText()).isEqualTo("ada");
        var question = asked.take();
        assertThat(question.path("type").asText()).isEqualTo("REQUEST");
        assertThat(question.path("version").asText()).isEqualTo("2.0");
        assertThat(question.path("routeArn").asText()).endsWith("/$default/POST/closed");
        assertThat(question.path("identitySource").isNull()).isTrue();
        assertThat(question.has("body")).isFalse();
        assertThat(question.at("/requestContext/http/method").asText()).isEqualTo("POST");
    }

    @Test
    void a_route_without_an_authorizer_asks_none() throws Exception {
        serve(List.of(), Duration.ZERO);

        var event = Json.tree(post("/open", "evil").body());

        assertThat(event.path("requestContext").has("authorizer")).isFalse();
        assertThat(asked).isEmpty();
    }

    @Test
    void who_is_denied_or_cannot_be_asked_about_does_not_pass() throws Exception {
        serve(List.of(), Duration.ZERO);

        assertThat(post("/closed", "evil").statusCode()).isEqualTo(403);
        assertThat(post("/closed", "fault").statusCode()).isEqualTo(500);
    }

    @Test
    void a_request_without_an_identity_source_is_refused_without_a_question() throws Exception {
        serve(List.of("$request.header.Authorization", "$request.querystring.q"), Duration.ZERO);

        assertThat(post("/closed?q=1", null).statusCode()).isEqualTo(401);
        assertThat(post("/closed", "ada").statusCode()).isEqualTo(401);
        assertThat(asked).isEmpty();
        assertThat(post("/closed?q=1", "ada").statusCode()).isEqualTo(200);
        assertThat(asked.take().path("identitySource").toString()).isEqualTo("[\"ada\",\"1\"]");
    }

    @Test
    void an_answer_counts_for_its_time_for_the_same_identity() throws Exception {
        serve(List.of("$request.header.Authorization"), Duration.ofHours(1));
        for (int i = 0; i < 5; i++) {
            assertThat(post("/closed", "ada").statusCode()).isEqualTo(200);
            assertThat(post("/closed", "evil").statusCode()).isEqualTo(403);
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void who_asked_too_often_just_now_is_asked_about_no_more() throws Exception {
        serve(List.of(), Duration.ZERO);

        for (int i = 0; i < 5; i++) {
            assertThat(post("/closed", "hasty").statusCode()).isEqualTo(429);
        }
        assertThat(asked).hasSize(1);
        assertThat(post("/closed", "ada").statusCode()).isEqualTo(200);
        assertThat(post("/open", "hasty").statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(post("/closed", "hasty").statusCode()).isEqualTo(429);
        assertThat(asked).hasSize(3);
    }

    private HttpResponse<String> post(String path, String who) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .POST(HttpRequest.BodyPublishers.ofString("body"));
        if (who != null) {
            request.header("Authorization", who);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
