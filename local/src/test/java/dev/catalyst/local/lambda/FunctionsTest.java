package dev.catalyst.local.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.LambdaFunction;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

class FunctionsTest {

    private final Functions functions =
            new Functions(
                    List.of(
                            function(Handlers.Echo.class, 10_000),
                            function(Handlers.Describe.class, 10_000),
                            function(Handlers.Sleeper.class, 50),
                            function(Handlers.Thrower.class, 10_000),
                            function(Handlers.Unmakeable.class, 10_000),
                            function(Handlers.Large.class, 10_000),
                            function(Handlers.Http.class, 10_000),
                            function(Handlers.Queue.class, 10_000),
                            function(Handlers.Stream.class, 10_000),
                            function(Handlers.Stranger.class, 10_000)),
                    List.of(Duration.ofMillis(1), Duration.ofMillis(1)));

    @AfterEach
    void stop() {
        functions.close();
    }

    @Test
    void a_handler_is_made_once_with_its_own_variables_and_told_of_its_invocation() {
        var first = call("Describe", "{}");
        var second = call("Describe", "{}");

        assertThat(first.get("colour").asText()).isEqualTo("blue");
        assertThat(first.get("name").asText()).isEqualTo("Describe");
        assertThat(first.get("arn").asText())
                .isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:Describe");
        assertThat(first.get("memory").asInt()).isEqualTo(256);
        assertThat(first.get("remaining").asInt()).isBetween(1, 10_000);
        assertThat(second.get("number")).isEqualTo(first.get("number"));
        assertThat(second.get("request")).isNotEqualTo(first.get("request"));
    }

    @Test
    void a_function_answers_to_its_name_and_arn_with_or_without_an_alias() {
        var arn = "arn:aws:lambda:us-east-1:000000000000:function:Echo";

        for (var name : List.of("Echo", "Echo:live", arn, arn + ":live", arn + ":1")) {
            assertThat(call(name, "[1]").toString()).isEqualTo("[1]");
        }
    }

    @Test
    void an_unknown_function_is_a_fault() {
        assertThatThrownBy(() -> call("Nobody", "{}"))
                .hasMessage(
                        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:Nobody")
                .extracting(fault -> ((FunctionFault) fault).type())
                .isEqualTo("ResourceNotFoundException");
    }

    @Test
    void a_function_that_takes_too_long_is_interrupted() throws InterruptedException {
        assertThatThrownBy(() -> call("Sleeper", "{}"))
                .isInstanceOfSatisfying(
                        FunctionFault.class,
                        fault -> {
                            assertThat(fault.timedOut()).isTrue();
                            assertThat(fault.document())
                                    .contains("\"errorType\":\"Sandbox.Timedout\"")
                                    .contains("Error: Task timed out after 0.05 seconds");
                        });
        assertThat(Handlers.Sleeper.INTERRUPTED.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_exception_becomes_lambdas_error_document() {
        assertThatThrownBy(() -> call("Thrower", "{}"))
                .isInstanceOfSatisfying(
                        FunctionFault.class,
                        fault -> {
                            var document = Json.tree(fault.document());
                            assertThat(document.get("errorType").asText())
                                    .isEqualTo("java.lang.IllegalStateException");
                            assertThat(document.get("errorMessage").asText())
                                    .isEqualTo("broken on purpose");
                            assertThat(document.get("stackTrace").isArray()).isTrue();
                        });
    }

    @Test
    void a_handler_that_cannot_be_made_fails_its_invocation() {
        assertThatThrownBy(() -> call("Unmakeable", "{}"))
                .isInstanceOf(FunctionFault.class)
                .hasMessageStartingWith("NOT_THERE is not set");
        assertThatThrownBy(() -> call("Stranger", "{}"))
                .isInstanceOf(FunctionFault.class)
                .hasMessageContaining("neither a RequestStreamHandler nor a RequestHandler");
    }

    @Test
    void an_answer_over_six_megabytes_is_a_fault() {
        assertThatThrownBy(() -> call("Large", "{}"))
                .extracting(fault -> ((FunctionFault) fault).type())
                .isEqualTo("Function.ResponseSizeTooLarge");
    }

    @Test
    void aws_events_are_mapped_as_the_managed_runtime_maps_them() {
        var http =
                call(
                        "Http",
                        """
                        {"rawPath": "/a", "requestContext": {"http": {"method": "GET"}}}
                        """);
        var queue =
                call(
                        "Queue",
                        """
                        {"Records": [{"messageId": "m1", "body": "b",
                          "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:q"}]}
                        """);
        var stream =
                call(
                        "Stream",
                        """
                        {"Records": [{"eventName": "INSERT", "dynamodb": {
                          "ApproximateCreationDateTime": 1700000000,
                          "NewImage": {"pk": {"S": "k"}}}}]}
                        """);

        assertThat(http.get("statusCode").asInt()).isEqualTo(201);
        assertThat(http.at("/headers/x-path").asText()).isEqualTo("/a");
        assertThat(http.get("body").asText()).isEqualTo("GET");
        assertThat(queue.at("/batchItemFailures/0/itemIdentifier").asText()).isEqualTo("m1");
        assertThat(stream.get(0).asText()).isEqualTo("INSERTk1700000000000");
    }

    @Test
    void an_event_that_fails_is_tried_three_times() {
        var before = Handlers.Thrower.CALLS.get();

        functions.send("Thrower", new byte[0]);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> Handlers.Thrower.CALLS.get() == before + 3);
    }

    private JsonNode call(String function, String payload) {
        var answer = functions.invoke(function, payload.getBytes(StandardCharsets.UTF_8));
        return Json.tree(new String(answer, StandardCharsets.UTF_8));
    }

    private static LambdaFunction function(Class<?> handler, int timeoutMillis) {
        return new LambdaFunction(
                handler.getSimpleName(),
                "java25",
                handler.getName() + "::handleRequest",
                Map.of("COLOUR", "blue"),
                Duration.ofMillis(timeoutMillis),
                256,
                false);
    }
}
