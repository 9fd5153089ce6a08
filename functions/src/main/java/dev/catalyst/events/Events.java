package dev.catalyst.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Masking;
import dev.catalyst.store.Ids;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The events of tasks in the table. They are appended only together with the state that they tell
 * of.
 */
public final class Events {

    private static final String PREFIX = "EVENT#";
    private final Table table;
    private final UnaryOperator<String> mask;
    private final RandomGenerator random;

    /** `mask` hides what must not be shown, such as configured secrets. */
    public Events(Table table, UnaryOperator<String> mask, RandomGenerator random) {
        this.table = table;
        this.mask = mask;
        this.random = random;
    }

    /** What all events of one write share. */
    public record Source(String tenant, String taskId, String mode, String requestId, Instant at) {}

    /**
     * Adds the events behind the last sequence number to a transaction that also moves that number
     * on.
     */
    public void append(
            Transaction transaction, Source source, long lastSeq, List<EventDraft> drafts) {
        long seq = lastSeq;
        for (var draft : drafts) {
            seq++;
            var event =
                    new Event(
                            Ids.uuid7(source.at(), random),
                            source.taskId(),
                            seq,
                            draft.agentName(),
                            draft.level(),
                            draft.type(),
                            Fitting.message(mask.apply(draft.message())),
                            Fitting.data(Masking.mask(draft.data(), mask)),
                            source.mode(),
                            source.requestId(),
                            source.at());
            ObjectNode item = Json.MAPPER.valueToTree(event);
            item.put("kind", "event");
            transaction.create(
                    Key.task(source.tenant(), source.taskId()).event(seq), item, "event");
        }
    }

    /** At most `limit` events after a sequence number, oldest first. */
    public List<Event> after(String tenant, String taskId, long seq, int limit) {
        var task = Key.task(tenant, taskId);
        return table.query(task.pk(), PREFIX, seq == 0 ? "" : task.event(seq).sk(), limit).stream()
                .map(Events::event)
                .toList();
    }

    /** The event that an item of the table, or of its stream, holds. */
    public static Event event(ObjectNode item) {
        try {
            return Json.MAPPER.treeToValue(item, Event.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
