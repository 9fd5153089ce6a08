package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Which faults of a service the state machine is told to try again. */
class StepHandlerTest {

    private static RuntimeException answered(int status, String code) {
        return DynamoDbException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .message(code)
                .build();
    }

    private static void step(RuntimeException fault) throws IOException {
        var handler =
                new StepHandler<JsonNode, String>(JsonNode.class) {
                    @Override
                    protected String handle(JsonNode input, Context context) {
                        throw fault;
                    }
                };
        handler.handleRequest(
                new ByteArrayInputStream("{}".getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                null);
    }

    @Test
    void no_answer_an_answer_of_500_a_throttle_and_a_clash_of_writers_pass() {
        for (var fault :
                List.of(
                        SdkClientException.create("connection reset"),
                        answered(503, "ServiceUnavailable"),
                        answered(400, "ThrottlingException"),
                        TransactionCanceledException.builder().statusCode(400).build())) {
            assertThatThrownBy(() -> step(fault)).isInstanceOf(Transient.class).hasCause(fault);
        }
    }

    @Test
    void what_is_refused_for_good_is_thrown_as_it_is() {
        for (var fault :
                List.of(
                        answered(400, "ValidationException"),
                        answered(400, "AccessDeniedException"),
                        new IllegalStateException("no such artifact"))) {
            assertThatThrownBy(() -> step(fault)).isSameAs(fault);
        }
    }
}
