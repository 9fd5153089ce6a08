package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.Table;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the table's stream to the task queue. */
class OutboxTest {

    /** Keeps what it is sent; refuses what is for a tenant called `refused`. */
    private static final class MemorySqs implements SqsClient {

        private final List<String> bodies = new ArrayList<>();
        private final List<String> queues = new ArrayList<>();

        @Override
        public SendMessageResponse sendMessage(SendMessageRequest request) {
            if (request.messageBody().contains("refused")) {
                throw SqsException.builder().message("refused").build();
            }
            bodies.add(request.messageBody());
            queues.add(request.queueUrl());
            return SendMessageResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private final MemorySqs sqs = new MemorySqs();
    private final Table table = new Table(new MemoryDynamoDb(), "t");
    private final Outbox outbox = new Outbox(table, sqs, "queue", "lessons");

    @Test
    void work_and_free_slots_of_a_tenant_are_told_in_one_message() {
        var answer =
                outbox.handleRequest(
                        batch(
                                change("T#one#QUEUE", "1"),
                                change("T#one#SLOTS", "2"),
                                change("T#other#QUEUE", "3"),
                                change("T#one#QUEUE", "4")),
                        null);

        assertThat(answer.getBatchItemFailures()).isEmpty();
        assertThat(sqs.bodies).containsExactly("{\"tenant\":\"one\"}", "{\"tenant\":\"other\"}");
    }

    @Test
    void what_could_not_be_told_is_tried_again_from_its_change_on() {
        var answer =
                outbox.handleRequest(
                        batch(
                                change("T#one#QUEUE", "1"),
                                change("T#refused#QUEUE", "2"),
                                change("T#other#QUEUE", "3")),
                        null);

        assertThat(answer.getBatchItemFailures()).extracting("itemIdentifier").containsExactly("2");
        assertThat(sqs.bodies).containsExactly("{\"tenant\":\"one\"}");
    }

    @Test
    void each_task_that_ended_is_told_on_the_lesson_queue() {
        var answer =
                outbox.handleRequest(
                        batch(
                                change("T#one#TASK#1", "EVENT#000000000007", "1"),
                                change("T#one#TASK#2", "EVENT#000000000009", "2"),
                                change("T#one#QUEUE", "3")),
                        null);

        assertThat(answer.getBatchItemFailures()).isEmpty();
        assertThat(sqs.queues).containsExactly("lessons", "lessons", "queue");
        assertThat(sqs.bodies.subList(0, 2))
                .map(Json::tree)
                .containsExactly(
                        Json.tree("{\"tenant\":\"one\",\"task_id\":\"1\"}"),
                        Json.tree("{\"tenant\":\"one\",\"task_id\":\"2\"}"));
    }

    private static DynamodbEvent batch(DynamodbStreamRecord... records) {
        var event = new DynamodbEvent();
        event.setRecords(List.of(records));
        return event;
    }

    private static DynamodbStreamRecord change(String pk, String number) {
        return change(pk, "-", number);
    }

    private static DynamodbStreamRecord change(String pk, String sk, String number) {
        var change = new StreamRecord();
        change.setKeys(
                Map.of(
                        "pk", new AttributeValue().withS(pk),
                        "sk", new AttributeValue().withS(sk)));
        change.setSequenceNumber(number);
        var record = new DynamodbStreamRecord();
        record.setDynamodb(change);
        return record;
    }
}
