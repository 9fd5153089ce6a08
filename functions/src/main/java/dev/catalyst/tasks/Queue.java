package dev.catalyst.tasks;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What is owed to tasks, oldest first: an item is written with the change that makes it owed and
 * removed with the change that pays it, so nothing is forgotten. A message of the task queue only
 * says that a tenant has such items.
 */
final class Queue {

    /** Partition of the index `gsi1` that finds every tenant with work waiting or under way. */
    static final String ACTIVE = "T#-#ACTIVE";

    static final String CONDITION = "queue";

    /** What is owed. */
    enum Action {
        START,
        REDRIVE,
        /** A person approved: the execution goes on. */
        RESUME,
        /** The execution has to end. */
        STOP;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it has to wait for a slot. */
        boolean needsSlot() {
            return this != STOP;
        }
    }

    /** One item; `sk` is its sort key. */
    record Owed(String tenant, String taskId, Action action, String sk) {

        TaskKey task() {
            return new TaskKey(tenant, taskId);
        }

        Key key() {
            return new Key(Key.queues(tenant), sk);
        }
    }

    private final Table table;

    Queue(Table table) {
        this.table = table;
    }

    List<Owed> oldest(String tenant, int limit) {
        return table.query(Key.queues(tenant), "", "0", limit).stream()
                .map(item -> Json.MAPPER.convertValue(item, Owed.class))
                .toList();
    }

    static void add(Transaction transaction, TaskKey task, Action action, Instant at) {
        // a stop overtakes what waits
        var key =
                Key.queue(
                        task.tenant(),
                        action.needsSlot() ? at.toEpochMilli() : 0,
                        task.id() + "#" + action);
        ObjectNode item =
                Json.MAPPER.valueToTree(new Owed(task.tenant(), task.id(), action, key.sk()));
        transaction.put(
                key,
                item.put("kind", "queue")
                        .put("gsi1pk", ACTIVE)
                        .put("gsi1sk", task.tenant() + "#" + key.sk()));
    }

    /** Removes an item, if it is still there. */
    void remove(Owed owed) {
        table.transaction().delete(owed.key()).commit();
    }

    /** Removes an item that must still be there. */
    static void settle(Transaction transaction, Owed owed) {
        transaction.remove(owed.key(), CONDITION);
    }
}
