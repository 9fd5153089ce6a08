package dev.catalyst.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.TaskKey;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Connections and what they follow, in the table. A connection has one subscription per task. */
final class Subscriptions {

    // API Gateway cuts a connection after two hours
    private static final Duration LONGEST_CONNECTION = Duration.ofHours(3);
    private static final int MOST = 100_000;
    private static final String POSITION = "position";
    private static final String PUBLISHED = "PUBLISHED";

    private final Table table;

    Subscriptions(Table table) {
        this.table = table;
    }

    /**
     * Stores a subscription at the task's present end.
     *
     * @return false if the task moved on meanwhile, or the same client subscribed at once: then
     *     read it again
     */
    boolean add(Subscription subscription, long version) {
        var task = Key.task(subscription.tenant(), subscription.taskId());
        ObjectNode item = item(subscription);
        var followed =
                Key.connection(subscription.tenant(), subscription.connectionId())
                        .at("FOLLOWS#" + subscription.taskId());
        var link =
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", "follows")
                        .put("task_id", subscription.taskId());
        link.put("expires_at", expiry(subscription.since()));
        try {
            // a new item each time, so that the table's stream tells of it as of the first one
            remove(subscription.tenant(), subscription.taskId(), subscription.connectionId());
            table.transaction()
                    .check(task, POSITION, "version", version)
                    .create(key(subscription), item, POSITION)
                    .put(followed, link)
                    .commit();
            return true;
        } catch (Conflict movedOn) {
            return false;
        }
    }

    private static ObjectNode item(Subscription subscription) {
        ObjectNode item = Json.MAPPER.valueToTree(subscription);
        return item.put("kind", "subscription").put("expires_at", expiry(subscription.since()));
    }

    private static long expiry(Instant from) {
        return from.plus(LONGEST_CONNECTION).getEpochSecond();
    }

    /** Stores how far a client has come, unless it left or subscribed anew since. */
    void keep(Subscription before, Subscription now) {
        try {
            table.transaction()
                    .replaceIf(key(now), item(now), POSITION, "since", before.since().toString())
                    .commit();
        } catch (Conflict left) {
            // nobody asks for this replay again
        }
    }

    /** The last event that those who follow the task were all sent; 0 if that is not known. */
    long published(TaskKey task) {
        return table.get(task.item(PUBLISHED)).map(item -> item.path("seq").asLong()).orElse(0L);
    }

    /** Stores it; a number that goes back has some events sent again, and none left out. */
    void published(TaskKey task, long seq, Instant now) {
        table.transaction()
                .put(
                        task.item(PUBLISHED),
                        Json.MAPPER
                                .createObjectNode()
                                .put("kind", "published")
                                .put("seq", seq)
                                .put("expires_at", expiry(now)))
                .commit();
    }

    private static Key key(Subscription subscription) {
        return Key.task(subscription.tenant(), subscription.taskId()).at(subscription.sortKey());
    }

    void remove(String tenant, String taskId, String connectionId) {
        table.transaction()
                .delete(Key.task(tenant, taskId).at(Subscription.PREFIX + connectionId))
                .delete(Key.connection(tenant, connectionId).at("FOLLOWS#" + taskId))
                .commit();
    }

    /** Forgets all that a connection follows. */
    void removeAll(String tenant, String connectionId) {
        table.query(Key.connection(tenant, connectionId).pk(), "FOLLOWS#", "", MOST)
                .forEach(link -> remove(tenant, link.path("task_id").asText(), connectionId));
    }

    List<Subscription> of(TaskKey task) {
        return table.query(task.item("").pk(), Subscription.PREFIX, "", MOST).stream()
                .map(Subscriptions::subscription)
                .toList();
    }

    static Subscription subscription(ObjectNode item) {
        return Json.MAPPER.convertValue(item, Subscription.class);
    }
}
