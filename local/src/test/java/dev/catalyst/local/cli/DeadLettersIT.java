package dev.catalyst.local.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Emulated;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

import java.util.Map;
import java.util.UUID;

/** Dead letters, shown and sent again, on the queues of the template. */
class DeadLettersIT {

    private final SqsClient sqs = Emulated.sqs();
    private final DeadLetters letters = new DeadLetters(sqs, Emulated.deadLetters());
    private final String tenant = UUID.randomUUID().toString();
    private final String work = Json.write(Map.of("tenant", tenant));

    @BeforeEach
    void nothing_of_other_tests_is_there() {
        sqs.purgeQueue(purge -> purge.queueUrl(Emulated.deadLetters()));
        sqs.purgeQueue(purge -> purge.queueUrl(Emulated.taskQueue()));
    }

    private void dies(String body, String reason) {
        var told = MessageAttributeValue.builder().dataType("String").stringValue(reason).build();
        sqs.sendMessage(
                send ->
                        send.queueUrl(Emulated.deadLetters())
                                .messageBody(body)
                                .messageAttributes(Map.of("ERROR_MESSAGE", told)));
    }

    private long waiting() {
        return sqs
                .receiveMessage(
                        receive ->
                                receive.queueUrl(Emulated.taskQueue())
                                        .visibilityTimeout(0)
                                        .maxNumberOfMessages(10))
                .messages()
                .stream()
                .filter(message -> message.body().equals(work))
                .count();
    }

    @Test
    void letters_are_shown_with_their_reason_and_stay() {
        dies(work, "the table was away");
        sqs.sendMessage(
                send ->
                        send.queueUrl(Emulated.deadLetters())
                                .messageBody(
                                        "{\"requestContext\": {\"condition\": \"RetryAttemptsExhausted\"}, \"DDBStreamBatchInfo\": {}}"));

        for (int i = 0; i < 2; i++) {
            assertThat(letters.list())
                    .hasSize(2)
                    .anyMatch(letter -> letter.reason().equals("RetryAttemptsExhausted"))
                    .anySatisfy(
                            letter -> {
                                assertThat(letter.reason()).isEqualTo("the table was away");
                                assertThat(letter.message().body()).isEqualTo(work);
                            });
        }
    }

    @Test
    void letters_are_sent_to_their_queue_once_however_often_they_are_redriven() {
        dies(work, "the table was away");

        assertThat(letters.redrive()).isOne();
        assertThat(letters.redrive()).isZero();

        assertThat(waiting()).isOne();
        assertThat(letters.list()).isEmpty();
    }

    @Test
    void what_came_from_no_queue_stays() {
        dies("{\"detail\": {\"name\": \"x\"}}", "the function was away");

        assertThat(letters.redrive()).isZero();
    }
}
