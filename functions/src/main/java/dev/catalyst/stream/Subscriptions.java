package dev.catalyst.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Connections and what they follow, in the table. A connection has one subscription per task. */
final class Subscriptions {

    // API Gateway cuts a connection after two hours
    private static final Duration LONGEST_CONNECTION = Duration.ofHours(3);
    private static final int MOST = 100_000;
    private static final String POSITION = "position";

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
        link.put("expires_at", subscription.since().plus(LONGEST_CONNECTION).getEpochSecond());
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
        return item.put("kind", "subscription")
                .put("expires_at", subscription.since().plus(LONGEST_CONNECTION).getEpochSecond());
    }

    /** The last event that the client has by now, as far as a replay before was stored. */
    long reached(Subscription subscription) {
        return table.get(key(subscription))
                .map(Subscriptions::subscription)
                .filter(stored -> stored.since().equals(subscription.since()))
                .map(Subscription::after)
                .orElse(subscription.after());
    }

    /** Stores how far a replay has come: another try goes on from there. */
    void reached(Subscription subscription, long seq) {
        ObjectNode item = item(subscription.reached(seq));
        try {
            table.transaction()
                    .put(
                            key(subscription),
                            item,
                            POSITION,
                            "since = :since",
                            Map.of(":since", AttributeValue.fromS(item.path("since").textValue())))
                    .commit();
        } catch (Conflict left) {
            // the client left, or subscribed anew: nobody asks for this replay again
        }
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

    List<Subscription> of(String tenant, String taskId) {
        return table.query(Key.task(tenant, taskId).pk(), Subscription.PREFIX, "", MOST).stream()
                .map(Subscriptions::subscription)
                .toList();
    }

    static Subscription subscription(ObjectNode item) {
        return Json.MAPPER.convertValue(item, Subscription.class);
    }
}
