package dev.catalyst.local.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

class TableTriggersIT extends Triggered {

    @Test
    void changes_come_in_order_each_once() {
        start(fromTable("order", false));
        keys(0, 300).forEach(key -> put("order", key));

        await().until(() -> seen("/dynamodb/Keys/pk/S").size() >= 300);
        assertThat(seen("/dynamodb/Keys/pk/S")).isEqualTo(keys(0, 300));
    }

    @Test
    void a_change_comes_as_lambda_writes_it_if_a_filter_passes_it() {
        start(
                fromTable(
                        "kinds",
                        false,
                        "{\"eventName\": [\"INSERT\"], \"dynamodb\": {\"NewImage\": {\"kind\": {\"S\":"
                                + " [\"event\"]}}}}",
                        "{\"eventName\": [\"REMOVE\"]}"));
        put("kinds", "other");
        dynamoDb.putItem(
                p ->
                        p.tableName("kinds")
                                .item(
                                        Map.of(
                                                "pk", AttributeValue.fromS("x"),
                                                "kind", AttributeValue.fromS("event"),
                                                "n", AttributeValue.fromN("1.5"),
                                                "b",
                                                        AttributeValue.fromB(
                                                                SdkBytes.fromUtf8String("hi")),
                                                "t", AttributeValue.fromBool(true),
                                                "z", AttributeValue.fromNul(true),
                                                "l",
                                                        AttributeValue.fromL(
                                                                List.of(
                                                                        AttributeValue.fromSs(
                                                                                List.of("s")))),
                                                "m",
                                                        AttributeValue.fromM(
                                                                Map.of(
                                                                        "e",
                                                                        AttributeValue.fromL(
                                                                                List.of()))))));
        dynamoDb.deleteItem(d -> d.tableName("kinds").key(Map.of("pk", AttributeValue.fromS("x"))));

        await().until(() -> seen("/eventName").equals(List.of("INSERT", "REMOVE")));
        JsonNode record = events.getFirst().at("/Records/0");
        assertThat(record.at("/dynamodb/NewImage"))
                .isEqualTo(
                        Json.tree(
                                """
                                {"pk": {"S": "x"}, "kind": {"S": "event"}, "n": {"N": "1.5"}, "b": {"B": "aGk="},
                                 "t": {"BOOL": true}, "z": {"NULL": true}, "l": {"L": [{"SS": ["s"]}]},
                                 "m": {"M": {"e": {"L": []}}}}
                                """));
        assertThat(record.at("/dynamodb/ApproximateCreationDateTime").isIntegralNumber()).isTrue();
        assertThat(record.get("eventSource").textValue()).isEqualTo("aws:dynamodb");
        assertThat(record.at("/dynamodb/StreamViewType").textValue()).isEqualTo("NEW_IMAGE");
    }

    @Test
    void a_poisoned_change_is_given_up_to_the_queue_and_all_others_are_handled() {
        var handled = new CopyOnWriteArrayList<String>();
        function =
                event -> {
                    var keys = event.findValuesAsText("S");
                    if (keys.contains("k5")) {
                        throw new FunctionFault("java.lang.Error", "poison");
                    }
                    handled.addAll(keys);
                    return "{}";
                };
        sqs.purgeQueue(q -> q.queueUrl(url("given-up")));
        keys(0, 9).forEach(key -> put("poison", key));
        start(fromTable("poison", true));

        await().until(() -> handled.contains("k8"));
        assertThat(handled.stream().distinct())
                .containsExactlyElementsOf(without(keys(0, 9), "k5"));
        var message =
                sqs.receiveMessage(r -> r.queueUrl(url("given-up")).waitTimeSeconds(5)).messages();
        JsonNode told = Json.tree(message.getFirst().body());
        assertThat(told.at("/requestContext/condition").textValue())
                .isEqualTo("RetryAttemptsExhausted");
        assertThat(told.at("/DDBStreamBatchInfo/batchSize").intValue()).isEqualTo(1);
    }

    private static List<String> without(List<String> all, String one) {
        return all.stream().filter(key -> !key.equals(one)).toList();
    }

    @Test
    void a_restart_goes_on_where_the_last_process_was() {
        start(fromTable("restart", false));
        keys(0, 5).forEach(key -> put("restart", key));
        await().until(() -> seen("/dynamodb/Keys/pk/S").size() == 5);
        await().until(() -> checkpointReached());
        triggers.close();
        keys(5, 8).forEach(key -> put("restart", key));
        start(fromTable("restart", false));

        await().until(() -> seen("/dynamodb/Keys/pk/S").size() >= 8);
        assertThat(seen("/dynamodb/Keys/pk/S")).isEqualTo(keys(0, 8));
    }

    private boolean checkpointReached() throws IOException {
        Path file = home.resolve("streams/restart-F.json");
        String last = seen("/dynamodb/SequenceNumber").getLast();
        return Files.exists(file) && Files.readString(file).contains(last);
    }

    @Test
    void a_write_of_this_process_is_told_without_another_look_at_the_table() {
        start(template(List.of(fromTable("fast", false)), List.of()), Duration.ofDays(1));
        for (int i = 0; i < 50; i++) {
            put("fast", "k" + i);
            int told = i + 1;
            await().pollInterval(Duration.ofMillis(1)).until(() -> events.size() == told);
        }

        assertThat(seen("/dynamodb/Keys/pk/S")).isEqualTo(keys(0, 50));
    }
}
