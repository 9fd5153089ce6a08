package dev.catalyst.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.Table;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Events that are large, and many. */
class LargeEventsTest {

    private static final int LARGEST_FRAME = 32_000;

    private final MemoryDynamoDb dynamoDb = new MemoryDynamoDb();
    private final Table table = new Table(dynamoDb, "table");
    private final Events events = new Events(table, UnaryOperator.identity(), new Random(1));
    private final Events.Source source =
            new Events.Source("default", "task", "live", "r".repeat(64), Instant.EPOCH);

    private Event stored(EventDraft draft) {
        append(0, List.of(draft));
        return events.after("default", "task", 0, 1).getFirst();
    }

    private void append(long last, List<EventDraft> drafts) {
        var transaction = table.transaction();
        events.append(transaction, source, last, drafts);
        transaction.commit();
    }

    private static int bytes(Event event) {
        return Json.write(event).getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void a_frame_holds_what_was_said_in_any_script_and_its_data_keeps_its_shape() {
        var failure = Map.of("test", "\u65e5\u672c".repeat(100), "message", "\u0001".repeat(900));
        var event =
                stored(
                        EventDraft.info(
                                "tests.finished",
                                "tester",
                                "\ud83d\ude00".repeat(9_000),
                                Map.of(
                                        "passed", 3,
                                        "failed", 200,
                                        "failures", Collections.nCopies(200, failure))));

        assertThat(bytes(event)).isLessThan(LARGEST_FRAME);
        assertThat(event.message()).startsWith("\ud83d\ude00").endsWith("\ude00 [cut]");
        assertThat(event.data().path("failed").asInt()).isEqualTo(200);
        assertThat(event.data().path("cut").asBoolean()).isTrue();
        assertThat(event.data().path("failures").get(0).path("test").asText())
                .startsWith("\u65e5\u672c");
    }

    @Test
    void data_that_no_cut_makes_small_enough_is_left_out() {
        var many = Json.MAPPER.createObjectNode();
        for (int i = 0; i < 5_000; i++) {
            many.put("field-" + i, i);
        }

        assertThat(stored(EventDraft.info("log", "coder", "much", many)).data())
                .isEqualTo(Json.tree("{\"cut\": true}"));
    }

    @Test
    void what_fits_is_as_it_was() {
        var draft =
                EventDraft.info("log", "coder", "a".repeat(7_900), Map.of("b", "c".repeat(19_000)));

        var event = stored(draft);

        assertThat(event.message()).isEqualTo(draft.message());
        assertThat(event.data()).isEqualTo(draft.data());
    }

    @Test
    void of_ten_thousand_events_each_page_reads_its_own() {
        var hundred = Collections.nCopies(100, EventDraft.info("log", "coder", "said"));
        for (long last = 0; last < 10_000; last += 100) {
            append(last, hundred);
        }
        long before = dynamoDb.itemsRead();

        var seen =
                LongStream.iterate(0, after -> after < 10_000, after -> after + 100)
                        .boxed()
                        .flatMap(after -> events.after("default", "task", after, 100).stream())
                        .map(Event::seq)
                        .toList();

        assertThat(seen).isEqualTo(LongStream.rangeClosed(1, 10_000).boxed().toList());
        assertThat(dynamoDb.itemsRead() - before).isEqualTo(10_000);
    }
}
