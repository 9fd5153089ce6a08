package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

class HttpHandlerTest {

    private static final HttpHandler HANDLER =
            new HttpHandler() {
                {
                    route("GET", "/things", request -> Reply.json(200, request.cursor().limit()));
                    route("POST", "/things", request -> echo(request.fields()));
                    route(
                            "GET",
                            "/things/{id}",
                            request -> Reply.resource(Map.of("id", request.parameter("id"))));
                    route(
                            "GET",
                            "/files/{path+}",
                            request -> Reply.text("text/plain", request.parameter("path")));
                    route(
                            "GET",
                            "/fault",
                            request -> {
                                throw new IllegalStateException("secret of the house");
                            });
                }

                private static Reply echo(Fields fields) {
                    var name = fields.text("name", 10);
                    fields.check();
                    return Reply.created(201, "/things/1", name);
                }
            };

    @Test
    void a_well_formed_request_id_comes_back_and_any_other_is_replaced() {
        var good = answer(Requests.get("/things").with("x-request-id", "A-z.0_9"));
        assertThat(good.getHeaders()).containsEntry("X-Request-ID", "A-z.0_9");
        for (var bad : new String[] {"", "two words", "x".repeat(65), "<script>", "a\nb"}) {
            assertThat(
                            answer(Requests.get("/things").with("x-request-id", bad))
                                    .getHeaders()
                                    .get("X-Request-ID"))
                    .matches("[A-Za-z0-9._-]{1,64}")
                    .isNotEqualTo(bad);
        }
    }

    @Test
    void a_wrong_method_is_told_the_right_ones() {
        var answer = answer(new Requests("DELETE", "/things", Map.of(), null));

        assertThat(answer.getStatusCode()).isEqualTo(405);
        assertThat(answer.getHeaders()).containsEntry("Allow", "GET, POST");
    }

    @Test
    void a_problem_says_where_and_for_which_request() {
        var answer = answer(Requests.get("/nothing").with("x-request-id", "abc"));

        assertThat(answer.getStatusCode()).isEqualTo(404);
        assertThat(answer.getHeaders()).containsEntry("Content-Type", "application/problem+json");
        assertThat(Json.tree(answer.getBody()).properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("type", "title", "status", "detail", "instance", "request_id");
        assertThat(Json.tree(answer.getBody()).path("instance").asText()).isEqualTo("/nothing");
        assertThat(Json.tree(answer.getBody()).path("request_id").asText()).isEqualTo("abc");
    }

    @Test
    void a_fault_says_nothing_of_itself() {
        var answer = answer(Requests.get("/fault"));

        assertThat(answer.getStatusCode()).isEqualTo(500);
        assertThat(answer.getBody()).doesNotContain("secret", "IllegalState", "at dev.catalyst");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/things/%",
                "/things/%zz",
                "/things/%ff%fe",
                "/things/%c0%ae",
                "/things/",
                "/things//a"
            })
    void a_path_that_is_no_text_or_has_empty_parts_leads_nowhere(String path) {
        assertThat(answer(Requests.get(path)).getStatusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/things/a%2Fb, a/b",
        "/things/a+b, a+b",
        "/things/%F0%9F%92%A9, \uD83D\uDCA9",
        "/things/%252e, %2e"
    })
    void a_parameter_is_decoded_once(String path, String value) {
        assertThat(Json.tree(answer(Requests.get(path)).getBody()).path("id").asText())
                .isEqualTo(value);
    }

    @Test
    void a_greedy_parameter_takes_the_rest_of_the_path() {
        assertThat(answer(Requests.get("/files/a/b%20c/d.txt")).getBody()).isEqualTo("a/b c/d.txt");
        assertThat(answer(Requests.get("/files/")).getStatusCode()).isEqualTo(404);
    }

    @Test
    void what_the_caller_has_is_not_sent_again() {
        var tag = answer(Requests.get("/things/1")).getHeaders().get("ETag");
        for (var known : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
            var answer = answer(Requests.get("/things/1").with("if-none-match", known));
            assertThat(answer.getStatusCode()).as(known).isEqualTo(304);
            assertThat(answer.getBody()).isEmpty();
            assertThat(answer.getHeaders()).containsEntry("ETag", tag);
        }
        assertThat(
                        answer(Requests.get("/things/1").with("if-none-match", "\"other\""))
                                .getStatusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "", "application/jsonp", "application/x-www-form-urlencoded"})
    void a_body_that_is_not_said_to_be_json_is_refused(String type) {
        assertThat(
                        answer(
                                        Requests.post("/things", "{\"name\": \"x\"}")
                                                .with("content-type", type))
                                .getStatusCode())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "Application/JSON",
                "application/merge-patch+json"
            })
    void a_body_that_is_said_to_be_json_is_read(String type) {
        assertThat(
                        answer(
                                        Requests.post("/things", "{\"name\": \"x\"}")
                                                .with("content-type", type))
                                .getStatusCode())
                .isEqualTo(201);
    }

    @Test
    void a_body_over_a_megabyte_is_refused_before_it_is_read() {
        var large = "{\"name\": \"" + "x".repeat(1_000_001) + "\"}";

        assertThat(answer(Requests.post("/things", large)).getStatusCode()).isEqualTo(413);
    }

    @Test
    void a_binary_body_is_read_from_its_base64_and_must_be_utf_8() {
        var good =
                Requests.post(
                                "/things",
                                base64("{\"name\": \"x\"}".getBytes(StandardCharsets.UTF_8)))
                        .event();
        good.setIsBase64Encoded(true);
        var bad =
                Requests.post("/things", base64(new byte[] {(byte) 0xff, (byte) 0xfe, 0})).event();
        bad.setIsBase64Encoded(true);

        assertThat(HANDLER.handleRequest(good, null).getStatusCode()).isEqualTo(201);
        assertThat(HANDLER.handleRequest(bad, null).getStatusCode()).isEqualTo(400);
    }

    @Test
    void a_request_without_headers_is_served() {
        var event = Requests.get("/things").event();
        event.setHeaders(null);

        assertThat(HANDLER.handleRequest(event, null).getStatusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "abc", "1.5", "", "99999999999999999999"})
    void a_limit_out_of_bounds_is_refused(String limit) {
        var event = Requests.get("/things").event();
        event.setQueryStringParameters(Map.of("limit", limit));

        assertThat(HANDLER.handleRequest(event, null).getStatusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "\0", "eyJhIjoxfQ", "===="})
    void a_cursor_that_was_not_handed_out_is_refused(String cursor) {
        var event = Requests.get("/things").event();
        event.setQueryStringParameters(Map.of("cursor", cursor));

        assertThat(HANDLER.handleRequest(event, null).getStatusCode()).isEqualTo(400);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static APIGatewayV2HTTPResponse answer(Requests request) {
        return HANDLER.handleRequest(request.event(), null);
    }
}
