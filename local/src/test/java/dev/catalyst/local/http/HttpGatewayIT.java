package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.template.HttpApi;
import dev.catalyst.local.template.HttpApi.Cors;
import dev.catalyst.local.template.HttpApi.Route;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class HttpGatewayIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static FrontServer server;

    @BeforeAll
    static void serve() {
        var api =
                new HttpApi(
                        "Api",
                        List.of(
                                route("ANY", "/echo/{proxy+}", "Echo"),
                                route("GET", "/get", "Echo"),
                                route("ANY", "/fault", "Fault"),
                                route("ANY", "/slow", "Slow"),
                                route("ANY", "/nonsense", "Nonsense"),
                                route("ANY", "/cookies", "Cookies"),
                                route("ANY", "/nothing", "Nothing"),
                                route("ANY", "/often", "Often")),
                        Optional.of(
                                new Cors(
                                        List.of("https://one.example"),
                                        List.of("GET", "POST"),
                                        List.of("Content-Type"),
                                        List.of("X-Request-ID"),
                                        true,
                                        Duration.ofDays(1))),
                        Map.of());
        var gateway = new HttpGateway(api, true, HttpGatewayIT::invoke, Clock.systemUTC());
        server = new FrontServer(0, List.of(gateway)).start();
    }

    private static Route route(String method, String path, String function) {
        return new Route(method, path, function, Duration.ofSeconds(30), Optional.empty());
    }

    /** Echo answers the event itself. */
    private static byte[] invoke(String function, byte[] payload) {
        return switch (function) {
            case "Echo" -> payload;
            case "Slow" -> throw new FunctionFault(FunctionFault.TIMED_OUT, "Task timed out");
            case "Nonsense" -> bytes("{\"statusCode\": \"no\"}");
            case "Cookies" ->
                    bytes(
                            "{\"statusCode\": 200, \"cookies\": [\"a=1\", \"b=2\"], \"headers\":"
                                    + " {\"Access-Control-Allow-Origin\": \"*\"}, \"body\": \"hi\"}");
            case "Nothing" -> bytes("{\"statusCode\": 204}");
            case "Often" -> bytes("{\"statusCode\": 429, \"headers\": {\"Retry-After\": \"1\"}}");
            default -> throw new FunctionFault("java.lang.Error", "secret at dev.catalyst.X:5");
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @AfterAll
    static void stop() {
        server.close();
        CLIENT.close();
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends the bytes as they are and reads until the server closes. */
    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void problem(HttpResponse<String> answer, int status, String path) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        JsonNode problem = Json.tree(answer.body());
        assertThat(problem.get("status").intValue()).isEqualTo(status);
        assertThat(problem.get("instance").textValue()).isEqualTo(path);
        assertThat(problem.get("title").textValue()).isNotEmpty();
        assertThat(problem.get("request_id").textValue())
                .isEqualTo(answer.headers().firstValue("X-Request-ID").orElseThrow());
        assertThat(answer.body()).doesNotContain("dev.catalyst");
    }

    @Test
    void who_asks_too_often_waits_for_the_refusal() throws Exception {
        long asked = System.nanoTime();
        var answer = send(to("/often"));

        assertThat(Duration.ofNanos(System.nanoTime() - asked))
                .isGreaterThan(Duration.ofMillis(99));
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%ff%fe",
                "..%2f..%2fetc",
                "%252e%252e",
                "a//b/./c;d=e",
                "'%20OR%201=1",
                "T%23x%23TASK",
                "%F0%9F%92%A9",
                "%u0041",
                "a|b^c\"<>",
                "\\..\\x"
            })
    void a_hostile_path_reaches_the_function_as_it_was_sent(String path) throws Exception {
        String answer =
                raw(
                        "GET /echo/"
                                + path
                                + "?q=%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 200");
        JsonNode event = Json.tree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(event.get("rawPath").textValue()).isEqualTo("/echo/" + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /echo/x HTTP/1.1\r\nHost: x\r\nNo colon here\r\n\r\n",
                "GET /echo/x HTTP/1.1\r\n\r\n",
                "GET /echo/x HTTP/9.9\r\nHost: x\r\n\r\n",
                "GARBAGE\r\n\r\n",
                "GET /echo/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /echo/% HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /echo/%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /../../etc HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /echo/\u0000x HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /echo/x HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                "POST /echo/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n"
            })
    void a_broken_request_gets_a_problem_with_an_id(String request) throws Exception {
        String answer = raw(request);

        assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|505).*");
        assertThat(answer)
                .contains("application/problem+json")
                .containsIgnoringCase("X-Request-ID");
        assertThat(answer).doesNotContain("jetty").doesNotContain("at org.");
    }

    @Test
    void long_paths_and_headers_pass_and_longer_ones_are_refused() throws Exception {
        String id = "a".repeat(4000);
        var passed =
                send(to("/echo/" + id).header("Cookie", "c=" + id).header("X", "x".repeat(2000)));
        assertThat(passed.statusCode()).isEqualTo(200);

        problem(send(to("/echo/x").header("X", "x".repeat(20_000))), 431, "/echo/x");
    }

    @Test
    void chunked_bodies_pass() throws Exception {
        String text = "é".repeat(600_000);
        var chunks = BodyPublishers.ofByteArrays(List.of(bytes(text), bytes(text)));

        var answer = send(to("/echo/x").header("Content-Type", "text/plain").POST(chunks));

        assertThat(Json.tree(answer.body()).get("body").textValue()).isEqualTo(text + text);
    }

    @Test
    void a_client_that_still_sends_too_large_a_body_gets_the_answer() throws Exception {
        byte[] megabyte = new byte[1 << 20];
        var chunks = BodyPublishers.ofByteArrays(Collections.nCopies(30, megabyte));

        problem(send(to("/echo/x").POST(chunks)), 413, "/echo/x");
        problem(
                send(to("/echo/x").POST(BodyPublishers.ofByteArray(new byte[11 << 20]))),
                413,
                "/echo/x");
        assertThat(send(to("/get")).statusCode()).isEqualTo(200);
    }

    @Test
    void errors_of_functions_are_problems_without_a_trace() throws Exception {
        problem(send(to("/fault")), 500, "/fault");
        problem(send(to("/slow")), 504, "/slow");
        problem(send(to("/nonsense")), 500, "/nonsense");
        problem(send(to("/no/route")), 404, "/no/route");
        problem(send(to("/get").DELETE()), 404, "/get");
    }

    @Test
    void a_well_formed_request_id_comes_back_and_another_is_replaced() throws Exception {
        for (String sent : List.of("abc", "A-z.0_9", "x".repeat(64))) {
            assertThat(
                            send(to("/fault").header("X-Request-ID", sent))
                                    .headers()
                                    .allValues("X-Request-ID"))
                    .containsExactly(sent);
        }
        for (String sent : List.of("two words", "x".repeat(65), "<script>")) {
            problem(send(to("/fault").header("X-Request-ID", sent)), 500, "/fault");
        }
    }

    @Test
    void cookies_are_set_one_by_one_and_the_functions_cors_headers_are_replaced() throws Exception {
        var answer = send(to("/cookies").header("Origin", "https://one.example"));

        assertThat(answer.headers().allValues("Set-Cookie")).containsExactly("a=1", "b=2");
        assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
                .containsExactly("https://one.example");
        assertThat(
                        send(to("/cookies").header("Origin", "https://two.example"))
                                .headers()
                                .firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void a_preflight_is_answered_without_a_function_even_where_no_route_is() throws Exception {
        var answer =
                send(
                        to("/no/route")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "http://localhost:5173")
                                .header("Access-Control-Request-Method", "PATCH"));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Methods"))
                .contains("GET, POST");
        assertThat(answer.headers().firstValue("Access-Control-Max-Age")).contains("86400");
    }

    @Test
    void problems_can_be_read_by_allowed_pages() throws Exception {
        var answer = send(to("/fault").header("Origin", "http://localhost:5173"));

        problem(answer, 500, "/fault");
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("http://localhost:5173");
    }

    @Test
    void head_gets_the_headers_alone_and_204_no_body() throws Exception {
        var head = send(to("/cookies").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length")).contains("2");
        assertThat(head.body()).isEmpty();

        assertThat(send(to("/nothing")).statusCode()).isEqualTo(204);
    }
}
