package dev.catalyst.local.triggers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.template.EventSource.FromTable;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.IntStream;

class StreamBatchesTest {

    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

    private final List<List<String>> invoked = new ArrayList<>();
    private final List<String> discarded = new ArrayList<>();

    private static FromTable mapping(boolean bisect, boolean reports, int retries) {
        return new FromTable(
                "F",
                "T",
                true,
                100,
                Duration.ZERO,
                List.of(),
                reports,
                true,
                OptionalInt.of(retries),
                Optional.of(Duration.ofHours(1)),
                bisect,
                1,
                Optional.empty());
    }

    private static List<StreamRecord> records(int count) {
        return IntStream.range(0, count).mapToObj(i -> record(i, NOW)).toList();
    }

    private static StreamRecord record(int number, Instant created) {
        var json = Json.MAPPER.createObjectNode();
        json.putObject("dynamodb").put("SequenceNumber", String.valueOf(number));
        return new StreamRecord("shard", String.valueOf(number), created, 10, json);
    }

    private void handle(
            FromTable mapping, List<StreamRecord> records, Function<List<String>, String> function)
            throws InterruptedException {
        new StreamBatches(
                        mapping,
                        (_, payload) -> {
                            var batch = numbers(payload);
                            invoked.add(batch);
                            return function.apply(batch).getBytes(StandardCharsets.UTF_8);
                        },
                        (gone, reason, invocations) ->
                                discarded.add(
                                        gone.stream().map(StreamRecord::sequenceNumber).toList()
                                                + " "
                                                + reason.condition()
                                                + " "
                                                + invocations),
                        Clock.fixed(NOW, ZoneOffset.UTC))
                .handle(records);
    }

    private static List<String> numbers(byte[] payload) {
        var numbers = new ArrayList<String>();
        for (JsonNode record :
                Json.tree(new String(payload, StandardCharsets.UTF_8)).get("Records")) {
            numbers.add(record.at("/dynamodb/SequenceNumber").textValue());
        }
        return numbers;
    }

    private static String poison(List<String> batch, String number) {
        if (batch.contains(number)) {
            throw new FunctionFault("java.lang.Error", "poison");
        }
        return "null";
    }

    @Test
    void a_batch_that_succeeds_is_handed_over_once() throws Exception {
        handle(mapping(false, false, 2), records(3), batch -> "null");

        assertThat(invoked).containsExactly(List.of("0", "1", "2"));
        assertThat(discarded).isEmpty();
    }

    @Test
    void a_failed_batch_comes_again_as_it_was_until_its_tries_are_used_up() throws Exception {
        handle(mapping(false, false, 2), records(2), batch -> poison(batch, "1"));

        assertThat(invoked).hasSize(3).containsOnly(List.of("0", "1"));
        assertThat(discarded).containsExactly("[0, 1] RetryAttemptsExhausted 3");
    }

    @Test
    void halving_finds_the_poison_and_all_others_are_handled_once_in_order() throws Exception {
        var handled = new ArrayList<String>();
        handle(
                mapping(true, false, 1),
                records(8),
                batch -> {
                    String answer = poison(batch, "5");
                    handled.addAll(batch);
                    return answer;
                });

        assertThat(handled).containsExactly("0", "1", "2", "3", "4", "6", "7");
        assertThat(discarded).containsExactly("[5] RetryAttemptsExhausted 2");
    }

    @Test
    void what_comes_before_the_first_reported_failure_is_not_sent_again() throws Exception {
        handle(
                mapping(true, true, 1),
                records(4),
                batch ->
                        invoked.size() == 1
                                ? "{\"batchItemFailures\": [{\"itemIdentifier\": \"3\"}, {\"itemIdentifier\": \"2\"}]}"
                                : "{\"batchItemFailures\": []}");

        assertThat(invoked).containsExactly(List.of("0", "1", "2", "3"), List.of("2", "3"));
    }

    @Test
    void a_report_that_makes_no_sense_fails_the_whole_batch() throws Exception {
        for (String nonsense :
                List.of(
                        "{\"batchItemFailures\": [{\"itemIdentifier\": \"99\"}]}",
                        "{\"batchItemFailures\": [{\"itemIdentifier\": \"\"}]}",
                        "{\"batchItemFailures\": [{}]}")) {
            invoked.clear();
            handle(mapping(false, true, 3), records(2), b -> invoked.size() == 1 ? nonsense : "{}");

            assertThat(invoked).containsExactly(List.of("0", "1"), List.of("0", "1"));
        }
    }

    @Test
    void a_report_counts_only_where_the_mapping_asks_for_it() throws Exception {
        handle(
                mapping(false, false, 3),
                records(2),
                batch -> "{\"batchItemFailures\": [{\"itemIdentifier\": \"0\"}]}");

        assertThat(invoked).hasSize(1);
    }

    @Test
    void records_that_are_too_old_are_given_up_unseen() throws Exception {
        var records = new ArrayList<StreamRecord>();
        records.add(record(0, NOW.minus(Duration.ofHours(2))));
        records.add(record(1, NOW));

        handle(mapping(false, false, 2), records, batch -> "null");

        assertThat(invoked).containsExactly(List.of("1"));
        assertThat(discarded).containsExactly("[0] RecordAgeExceeded 0");
    }

    @Test
    void a_close_costs_no_record_its_tries() throws Exception {
        var thread =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        handle(
                                                mapping(false, false, 0),
                                                records(1),
                                                batch -> {
                                                    Thread.currentThread().interrupt();
                                                    throw new FunctionFault(
                                                            "x", "the caller gave up");
                                                });
                                    } catch (InterruptedException e) {
                                        discarded.add("interrupted");
                                    }
                                });
        thread.join();

        assertThat(discarded).containsExactly("interrupted");
    }
}
