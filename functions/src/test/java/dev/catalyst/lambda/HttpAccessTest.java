package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Who is let through to an action. */
class HttpAccessTest {

    private static final HttpHandler HANDLER =
            new HttpHandler() {
                {
                    route("GET", "/things", request -> Reply.json(200, request.tenant()));
                    route(
                            "POST",
                            "/things",
                            request -> Reply.json(201, request.fields().text("name", 9)));
                    route(
                            "POST",
                            "/things/{id}/approve",
                            Scope.APPROVE,
                            request -> Reply.json(202, 1));
                    open("GET", "/open", request -> Reply.json(200, 1));
                    open("GET", "/open/deep", request -> Reply.json(200, request.caller().user()));
                }
            };

    private static final Map<String, Object> NOBODY = Map.of();

    @Test
    void who_was_not_found_gets_the_same_answer_wherever_they_ask() {
        var bodies = new HashSet<String>();
        for (var path : new String[] {"/things", "/things/1/approve", "/nothing", "/open/deep"}) {
            var answer = answer(Requests.get(path).told(NOBODY).with("x-request-id", "id"));
            assertThat(answer.getStatusCode()).as(path).isEqualTo(401);
            assertThat(answer.getHeaders())
                    .containsEntry("WWW-Authenticate", "Bearer")
                    .containsEntry("Content-Type", "application/problem+json");
            bodies.add(answer.getBody().replace(path, ""));
        }
        assertThat(bodies).hasSize(1);
        assertThat(answer(Requests.get("/open").told(NOBODY)).getStatusCode()).isEqualTo(200);
    }

    @Test
    void an_event_without_an_authorizer_is_nobodys() {
        var event = Requests.get("/things").event();
        event.getRequestContext().setAuthorizer(null);

        assertThat(HANDLER.handleRequest(event, null).getStatusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /things, READ",
        "POST, /things, WRITE",
        "POST, /things/1/approve, APPROVE",
    })
    void who_lacks_a_scope_is_told_which(String method, String path, Scope needed) {
        var others = new HashSet<>(Set.of(Scope.values()));
        others.remove(needed);
        var caller = new Caller("one", "ada", others, null);

        var answer = answer(new Requests(method, path, Map.of(), null).told(caller.context()));

        assertThat(answer.getStatusCode()).isEqualTo(403);
        assertThat(answer.getBody()).contains("the scope " + needed);
        assertThat(answer.getHeaders().get("WWW-Authenticate")).contains("scope=\"" + needed);
    }

    @Test
    void a_request_over_the_limit_is_told_when_to_come_again() {
        var told = new HashMap<>(Caller.DEVELOPER.context());
        told.putAll(new Allowance(0, 7).context());
        var answer = answer(Requests.get("/things").told(told));

        assertThat(answer.getStatusCode()).isEqualTo(429);
        assertThat(answer.getHeaders())
                .containsEntry("Retry-After", "7")
                .containsEntry("X-RateLimit-Remaining", "0");
        assertThat(Json.tree(answer.getBody()).path("type").asText())
                .isEqualTo("urn:catalyst:rate_limited");
    }

    @Test
    void what_remains_stands_on_every_answer_to_a_known_tenant() {
        var told = new HashMap<>(Caller.DEVELOPER.context());
        told.putAll(new Allowance(5, 0).context());
        for (var path : new String[] {"/things", "/nothing"}) {
            assertThat(answer(Requests.get(path).told(told)).getHeaders())
                    .containsEntry("X-RateLimit-Remaining", "5");
        }
        assertThat(answer(Requests.get("/things")).getHeaders())
                .doesNotContainKey("X-RateLimit-Remaining");
    }

    @Test
    void a_pages_question_whether_it_may_ask_needs_no_token() {
        var preflight =
                new Requests(
                        "OPTIONS",
                        "/things",
                        Map.of(
                                "origin",
                                "https://app.example.com",
                                "access-control-request-method",
                                "POST"),
                        null,
                        NOBODY);

        assertThat(answer(preflight).getStatusCode()).isEqualTo(204);
        assertThat(
                        answer(new Requests("OPTIONS", "/things", Map.of(), null, NOBODY))
                                .getStatusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(ints = {10_000, 300_000})
    void json_that_is_nested_deep_is_refused(int depth) {
        for (var body :
                new String[] {
                    "[".repeat(depth) + "]".repeat(depth),
                    "{\"a\":".repeat(depth) + "1" + "}".repeat(depth),
                    "{\"name\":" + "[".repeat(depth)
                }) {
            assertThat(answer(Requests.post("/things", body)).getStatusCode()).isBetween(400, 413);
        }
    }

    private static APIGatewayV2HTTPResponse answer(Requests request) {
        return HANDLER.handleRequest(request.event(), null);
    }
}
