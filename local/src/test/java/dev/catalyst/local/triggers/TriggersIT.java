package dev.catalyst.local.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.template.Schedule;
import dev.catalyst.local.template.Target;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

class TriggersIT extends Triggered {

    @Test
    void messages_come_as_lambda_writes_them_and_are_deleted() {
        start(fromQueue("work", List.of(), false));
        send("work", "{\"a\": 1}");

        await().until(() -> seen("/body").equals(List.of("{\"a\": 1}")));
        JsonNode record = events.getFirst().at("/Records/0");
        assertThat(record.get("eventSource").textValue()).isEqualTo("aws:sqs");
        assertThat(record.get("eventSourceARN").textValue())
                .isEqualTo("arn:aws:sqs:us-east-1:000000000000:work");
        assertThat(record.at("/attributes/ApproximateReceiveCount").textValue()).isEqualTo("1");
        assertThat(record.at("/attributes/SentTimestamp").textValue()).matches("\\d{13}");
        await().until(() -> left("work") == 0);
    }

    @Test
    void of_a_partly_failed_batch_only_the_failed_come_again() {
        var failedOnce = new CopyOnWriteArrayList<String>();
        function =
                event -> {
                    var items = Json.MAPPER.createArrayNode();
                    for (JsonNode record : event.get("Records")) {
                        if (record.get("body").textValue().equals("bad")
                                && failedOnce.addIfAbsent("bad")) {
                            items.addObject().set("itemIdentifier", record.get("messageId"));
                        }
                    }
                    return Json.MAPPER
                            .createObjectNode()
                            .set("batchItemFailures", items)
                            .toString();
                };
        for (String body : List.of("one", "bad", "two")) {
            send("partial", body);
        }
        start(fromQueue("partial", List.of(), true));

        await().until(() -> seen("/body").size() == 4 && left("partial") == 0);
        assertThat(seen("/body")).containsExactlyInAnyOrder("one", "bad", "two", "bad");
    }

    @Test
    void a_batch_that_always_fails_ends_in_the_dead_letter_queue() {
        function =
                event -> {
                    throw new FunctionFault("java.lang.Error", "always");
                };
        int before = left("given-up");
        send("whole", "poison");
        start(fromQueue("whole", List.of(), true));

        await().until(() -> left("given-up") == before + 1);
        assertThat(seen("/body")).containsExactly("poison", "poison");
    }

    @Test
    void messages_that_no_filter_passes_are_deleted_unseen() {
        for (String body : List.of("{\"kind\": \"a\"}", "{\"kind\": \"b\"}", "text")) {
            send("filtered", body);
        }
        start(fromQueue("filtered", List.of(Json.tree("{\"body\": {\"kind\": [\"b\"]}}")), false));

        await().until(() -> left("filtered") == 0);
        assertThat(seen("/body")).containsExactly("{\"kind\": \"b\"}");
    }

    @Test
    void a_rate_runs_shortly_after_the_start() {
        var target =
                new Target(
                        Target.Kind.FUNCTION,
                        "F",
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Duration.ofMinutes(1),
                        Optional.empty());
        start(
                template(
                        List.of(),
                        List.of(
                                new Schedule(
                                        "Sweep", "rate(1 minute)", ZoneOffset.UTC, true, target))));

        await().until(() -> events.size() == 1);
        assertThat(events.getFirst().get("detail-type").textValue()).isEqualTo("Scheduled Event");
        assertThat(events.getFirst().at("/resources/0").textValue())
                .isEqualTo("arn:aws:events:us-east-1:000000000000:rule/Sweep");
    }
}
