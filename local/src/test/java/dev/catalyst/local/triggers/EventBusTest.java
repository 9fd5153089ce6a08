package dev.catalyst.local.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.template.EventRule;
import dev.catalyst.local.template.Target;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

class EventBusTest {

    private static final JsonNode ENDED =
            Json.tree("{\"source\": [\"aws.states\"], \"detail\": {\"status\": [\"SUCCEEDED\"]}}");

    @TempDir Path folder;

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final List<String> started = new CopyOnWriteArrayList<>();
    private final AtomicInteger faults = new AtomicInteger();
    private final List<Deliveries> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(Deliveries::close);
    }

    private EventBus bus(EventRule... rules) {
        var deliveries =
                new Deliveries(
                        this::invoke,
                        (machine, execution, input) -> started.add(machine + " " + input),
                        null,
                        Clock.systemUTC());
        open.add(deliveries);
        return new EventBus(List.of(rules), deliveries, folder, Clock.systemUTC());
    }

    private byte[] invoke(String function, byte[] payload) {
        if (faults.getAndDecrement() > 0) {
            throw new FunctionFault("java.lang.Error", "not yet");
        }
        received.add(Json.tree(new String(payload, StandardCharsets.UTF_8)));
        return new byte[] {'1'};
    }

    private static EventRule rule(JsonNode pattern, Target... targets) {
        return new EventRule("Rule", "default", pattern, true, List.of(targets));
    }

    private static Target target(Target.Kind kind, String input, String inputPath, int retries) {
        return new Target(
                kind,
                "Name",
                Optional.ofNullable(input),
                Optional.ofNullable(inputPath),
                retries,
                Duration.ofHours(1),
                Optional.empty());
    }

    private static void end(EventBus bus, String status) {
        var detail = Json.MAPPER.createObjectNode().put("status", status).put("name", "n");
        bus.put("aws.states", "Step Functions Execution Status Change", List.of("arn"), detail);
    }

    private long files() throws Exception {
        try (var list = Files.list(folder)) {
            return list.count();
        }
    }

    @Test
    void an_event_reaches_the_targets_of_matching_rules_as_aws_writes_it() throws Exception {
        var bus =
                bus(
                        rule(ENDED, target(Target.Kind.FUNCTION, null, null, 0)),
                        rule(ENDED, target(Target.Kind.STATE_MACHINE, null, "$.detail.name", 0)),
                        rule(ENDED, target(Target.Kind.STATE_MACHINE, "{\"a\":1}", null, 0)),
                        rule(
                                Json.tree("{\"source\": [\"other\"]}"),
                                target(Target.Kind.FUNCTION, null, null, 0)));
        end(bus, "RUNNING");
        end(bus, "SUCCEEDED");

        await().until(() -> received.size() == 1 && started.size() == 2);
        assertThat(started).containsExactlyInAnyOrder("Name \"n\"", "Name {\"a\":1}");
        JsonNode event = received.getFirst();
        assertThat(event.get("version").textValue()).isEqualTo("0");
        assertThat(event.get("detail-type").textValue())
                .isEqualTo("Step Functions Execution Status Change");
        assertThat(event.get("resources")).isEqualTo(Json.tree("[\"arn\"]"));
        assertThat(event.get("time").textValue())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        await().until(() -> files() == 0);
    }

    @Test
    void a_target_that_fails_is_tried_again() {
        faults.set(3);
        end(bus(rule(ENDED, target(Target.Kind.FUNCTION, null, null, 5))), "SUCCEEDED");

        await().until(() -> received.size() == 1);
        assertThat(faults.get()).isEqualTo(-1);
    }

    @Test
    void a_target_that_never_takes_it_is_given_up() throws Exception {
        faults.set(Integer.MAX_VALUE);
        end(bus(rule(ENDED, target(Target.Kind.FUNCTION, null, null, 1))), "SUCCEEDED");

        await().until(() -> files() == 0);
        assertThat(faults.get()).isEqualTo(Integer.MAX_VALUE - 2);
    }

    @Test
    void what_was_accepted_is_delivered_by_the_next_process() throws Exception {
        faults.set(Integer.MAX_VALUE);
        end(bus(rule(ENDED, target(Target.Kind.FUNCTION, null, null, 1000))), "SUCCEEDED");
        await().until(() -> faults.get() < Integer.MAX_VALUE - 1);
        close();
        assertThat(files()).isEqualTo(1);

        faults.set(0);
        bus(rule(ENDED, target(Target.Kind.FUNCTION, null, null, 0))).resume();

        await().until(() -> received.size() == 1 && files() == 0);
        assertThat(received.getFirst().at("/detail/status").textValue()).isEqualTo("SUCCEEDED");
    }

    @Test
    void put_events_answers_for_each_entry() {
        var bus =
                bus(
                        rule(
                                Json.tree("{\"source\": [\"mine\"]}"),
                                target(Target.Kind.FUNCTION, null, null, 0)));
        var answer =
                bus.putEvents(
                        Json.tree(
                                """
                                {"Entries": [
                                  {"Source": "mine", "DetailType": "d", "Detail": "{\\"a\\": 1}", "Time": 1.5e9},
                                  {"Source": "mine", "DetailType": "d", "Detail": "nonsense"},
                                  {"Source": "mine", "DetailType": "d", "Detail": "5"},
                                  {"DetailType": "d", "Detail": "{}"},
                                  {"Source": "mine", "DetailType": "d", "Detail": "{}", "EventBusName": "other"}]}
                                """));

        assertThat(answer.get("FailedEntryCount").intValue()).isEqualTo(3);
        assertThat(answer.at("/Entries/0/EventId").textValue()).isNotEmpty();
        assertThat(answer.at("/Entries/1/ErrorCode").textValue()).isEqualTo("MalformedDetail");
        assertThat(answer.at("/Entries/2/ErrorCode").textValue()).isEqualTo("InvalidArgument");
        assertThat(answer.at("/Entries/3/ErrorMessage").textValue()).contains("Source");
        assertThat(answer.at("/Entries/4/EventId").textValue()).isNotEmpty();
        await().until(() -> received.size() == 1);
        assertThat(received.getFirst().get("time").textValue()).isEqualTo("2017-07-14T02:40:00Z");
    }
}
