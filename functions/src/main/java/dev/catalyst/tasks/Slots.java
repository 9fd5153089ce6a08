package dev.catalyst.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The places of a tenant's tasks that run. A slot is free if it has no item. */
final class Slots {

    static final String CONDITION = "slot";

    private static final int MOST = 1000;

    /**
     * A place that is taken.
     *
     * @param launched whether the execution was started, redriven or resumed after the slot was
     *     taken
     */
    record Slot(
            String tenant,
            int number,
            String taskId,
            Queue.Action action,
            boolean launched,
            Instant claimedAt) {

        TaskKey task() {
            return new TaskKey(tenant, taskId);
        }

        Key key() {
            return Key.slot(tenant, number);
        }

        /** Whether the other is this one, launched or not, and was not given away in between. */
        boolean isSameClaim(Slot other) {
            return number == other.number
                    && taskId.equals(other.taskId)
                    && claimedAt.equals(other.claimedAt);
        }
    }

    private final Table table;

    Slots(Table table) {
        this.table = table;
    }

    List<Slot> taken(String tenant) {
        return table.query(Key.slots(tenant), "SLOT#", "", MOST).stream()
                .map(item -> Json.MAPPER.convertValue(item, Slot.class))
                .toList();
    }

    Optional<Slot> of(TaskKey task) {
        return taken(task.tenant()).stream()
                .filter(slot -> slot.taskId().equals(task.id()))
                .findFirst();
    }

    /** The first free number below a count. */
    static Optional<Integer> free(List<Slot> taken, int count) {
        var numbers = taken.stream().map(Slot::number).collect(Collectors.toSet());
        return taken.size() >= count
                ? Optional.empty()
                : IntStream.range(0, count)
                        .boxed()
                        .filter(number -> !numbers.contains(number))
                        .findFirst();
    }

    static void claim(Transaction transaction, Slot slot) {
        transaction.create(slot.key(), item(slot), CONDITION);
    }

    /**
     * Notes that the slot's execution is under way, unless the slot was given back since: the same
     * task may hold it again, for another run.
     */
    void launched(Slot slot) {
        var after =
                new Slot(
                        slot.tenant(),
                        slot.number(),
                        slot.taskId(),
                        slot.action(),
                        true,
                        slot.claimedAt());
        try {
            table.transaction()
                    .replaceIf(
                            slot.key(),
                            item(after),
                            CONDITION,
                            "claimed_at",
                            slot.claimedAt().toString())
                    .commit();
        } catch (Conflict changedHands) {
            // its task has already ended
        }
    }

    static void release(Transaction transaction, Slot slot) {
        transaction.removeIf(slot.key(), CONDITION, "task_id", slot.taskId());
    }

    private static ObjectNode item(Slot slot) {
        ObjectNode item = Json.MAPPER.valueToTree(slot);
        return item.put("kind", "slot")
                .put("gsi1pk", Queue.ACTIVE)
                .put("gsi1sk", slot.tenant() + "#" + slot.key().sk());
    }
}
