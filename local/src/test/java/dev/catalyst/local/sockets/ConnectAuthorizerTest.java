package dev.catalyst.local.sockets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.WebSocketApi;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an authorizer's answer means for a client that connects. */
class ConnectAuthorizerTest {

    private static final SocketEvent CLIENT =
            new SocketEvent(
                    new SocketEvent.Peer(
                            "connection",
                            Instant.EPOCH,
                            "127.0.0.1",
                            "",
                            "localhost",
                            Map.of("Sec-WebSocket-Protocol", List.of("catalyst")),
                            Map.of("ticket", List.of("t"))),
                    "api",
                    "ws",
                    Optional.empty());

    private static ConnectAuthorizer.Verdict ask(Invoker function, String... sources) {
        return new ConnectAuthorizer(
                        new WebSocketApi.Authorizer("Authorizer", List.of(sources)), function)
                .ask(CLIENT, Instant.EPOCH);
    }

    private static Invoker answering(String json) {
        return (name, event) -> json.getBytes(StandardCharsets.UTF_8);
    }

    private static int status(ConnectAuthorizer.Verdict verdict) {
        return verdict.refusal().map(problem -> problem.status()).orElse(200);
    }

    @Test
    void an_allow_lets_in_and_tells_the_functions_each_value_as_text() {
        var verdict =
                ask(
                        answering(
                                """
                                {"principalId": "ada", "context": {"remaining": 7, "known": true},
                                 "policyDocument": {"Statement": [{"Effect": "Allow"}]}}\
                                """));

        assertThat(status(verdict)).isEqualTo(200);
        assertThat(verdict.context())
                .isEqualTo(
                        Json.tree(
                                "{\"remaining\": \"7\", \"known\": \"true\", \"principalId\": \"ada\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"policyDocument": {"Statement": [{"Effect": "Deny"}]}} | 403
                    {"policyDocument": {"Statement": [{"Effect": "Allow"}, {"Effect": "Deny"}]}} | 403
                    {"policyDocument": {"Statement": []}} | 403
                    {} | 403
                    no json | 500
                    """)
    void whatever_is_no_allow_keeps_out(String answer, int status) {
        assertThat(status(ask(answering(answer)))).isEqualTo(status);
    }

    @Test
    void an_authorizer_may_say_that_it_does_not_know_the_client_and_may_fail() {
        assertThat(status(ask(failing("Unauthorized")))).isEqualTo(401);
        assertThat(status(ask(failing("broken")))).isEqualTo(500);
    }

    @Test
    void a_client_without_what_identifies_it_is_refused_and_nobody_asked() {
        Invoker nobody =
                (name, event) -> {
                    throw new AssertionError("asked");
                };

        assertThat(status(ask(nobody, "route.request.header.Authorization"))).isEqualTo(401);
        assertThat(status(ask(nobody, "route.request.querystring.Ticket"))).isEqualTo(401);
    }

    @Test
    void names_of_headers_count_in_any_case_and_those_of_parameters_as_they_are() {
        var allow = answering("{\"policyDocument\": {\"Statement\": [{\"Effect\": \"Allow\"}]}}");

        assertThat(
                        status(
                                ask(
                                        allow,
                                        "route.request.header.sec-websocket-protocol",
                                        "route.request.querystring.ticket")))
                .isEqualTo(200);
    }

    private static Invoker failing(String message) {
        return (name, event) -> {
            throw new FunctionFault("java.lang.RuntimeException", message);
        };
    }
}
