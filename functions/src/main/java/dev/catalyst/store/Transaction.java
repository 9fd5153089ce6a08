package dev.catalyst.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes that take effect together or not at all; at most 100 (a limit of DynamoDB). Each condition
 * has a name.
 */
public final class Transaction {

    private static final int MOST_TRIES = 8;

    private final DynamoDbClient client;
    private final String table;
    private final List<TransactWriteItem> writes = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    Transaction(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    public Transaction put(Key key, ObjectNode item) {
        return put(key, item, "put", null, Map.of());
    }

    /** Puts an item that must not exist yet. */
    public Transaction create(Key key, ObjectNode item, String name) {
        return put(key, item, name, "attribute_not_exists(pk)", Map.of());
    }

    /** Replaces an item whose attribute still has the value that was read. */
    public Transaction replace(Key key, ObjectNode item, String name, String attribute, long seen) {
        return put(
                key,
                item,
                name,
                attribute + " = :seen",
                Map.of(":seen", AttributeValue.fromN(Long.toString(seen))));
    }

    /**
     * Puts an item if the condition, in DynamoDB's language, holds for the one that it replaces.
     */
    public Transaction put(
            Key key,
            ObjectNode item,
            String name,
            String condition,
            Map<String, AttributeValue> values) {
        var attributes = new HashMap<>(Attributes.of(item));
        attributes.putAll(Table.attributes(key));
        var put = Put.builder().tableName(table).item(attributes).conditionExpression(condition);
        return add(
                TransactWriteItem.builder()
                        .put(
                                values.isEmpty()
                                        ? put.build()
                                        : put.expressionAttributeValues(values).build())
                        .build(),
                name);
    }

    /** Replaces an item of which an attribute has this text. */
    public Transaction replaceIf(
            Key key, ObjectNode item, String name, String attribute, String text) {
        return put(
                key,
                item,
                name,
                attribute + " = :text",
                Map.of(":text", AttributeValue.fromS(text)));
    }

    public Transaction delete(Key key) {
        return add(
                TransactWriteItem.builder()
                        .delete(
                                Delete.builder()
                                        .tableName(table)
                                        .key(Table.attributes(key))
                                        .build())
                        .build(),
                "delete");
    }

    /** Deletes an item that must exist. */
    public Transaction remove(Key key, String name) {
        var delete =
                Delete.builder()
                        .tableName(table)
                        .key(Table.attributes(key))
                        .conditionExpression("attribute_exists(pk)");
        return add(TransactWriteItem.builder().delete(delete.build()).build(), name);
    }

    /** Deletes an item if one of its attributes has this text. */
    public Transaction removeIf(Key key, String name, String attribute, String text) {
        var delete =
                Delete.builder()
                        .tableName(table)
                        .key(Table.attributes(key))
                        .conditionExpression(attribute + " = :text")
                        .expressionAttributeValues(Map.of(":text", AttributeValue.fromS(text)));
        return add(TransactWriteItem.builder().delete(delete.build()).build(), name);
    }

    /** Adds to a number of an item, which begins at 0, until the item expires. */
    public Transaction add(Key key, String kind, String attribute, long more, Instant expires) {
        var update =
                Update.builder()
                        .tableName(table)
                        .key(Table.attributes(key))
                        .updateExpression(
                                "SET kind = :kind, expires_at = :expires ADD "
                                        + attribute
                                        + " :more")
                        .expressionAttributeValues(
                                Map.of(
                                        ":kind", AttributeValue.fromS(kind),
                                        ":more", AttributeValue.fromN(Long.toString(more)),
                                        ":expires",
                                                AttributeValue.fromN(
                                                        Long.toString(expires.getEpochSecond()))));
        return add(TransactWriteItem.builder().update(update.build()).build(), "add");
    }

    /** Requires that an item's attribute still has the value that was read. */
    public Transaction check(Key key, String name, String attribute, long seen) {
        var check =
                ConditionCheck.builder()
                        .tableName(table)
                        .key(Table.attributes(key))
                        .conditionExpression(attribute + " = :seen")
                        .expressionAttributeValues(
                                Map.of(":seen", AttributeValue.fromN(Long.toString(seen))));
        return add(TransactWriteItem.builder().conditionCheck(check.build()).build(), name);
    }

    /** Adds to numbers of an item, which is made if there is none. */
    public Transaction increase(Key key, String kind, Map<String, Long> numbers) {
        var names = new HashMap<>(Map.of("#kind", "kind"));
        var values = new HashMap<>(Map.of(":kind", AttributeValue.fromS(kind)));
        var added = new ArrayList<String>();
        numbers.forEach(
                (name, number) -> {
                    int place = added.size();
                    names.put("#n" + place, name);
                    values.put(":n" + place, AttributeValue.fromN(Long.toString(number)));
                    added.add("#n" + place + " :n" + place);
                });
        var update =
                Update.builder()
                        .tableName(table)
                        .key(Table.attributes(key))
                        .updateExpression("SET #kind = :kind ADD " + String.join(", ", added))
                        .expressionAttributeNames(names)
                        .expressionAttributeValues(values);
        return add(TransactWriteItem.builder().update(update.build()).build(), "increase");
    }

    private Transaction add(TransactWriteItem write, String name) {
        writes.add(write);
        names.add(name);
        return this;
    }

    public boolean isEmpty() {
        return writes.isEmpty();
    }

    /**
     * Writes everything; throws {@link Conflict} if a condition failed. A clash with another
     * transaction in flight is tried again; so is a lost answer, by the SDK, under the same request
     * token.
     */
    public void commit() {
        for (int tries = 1; ; tries++) {
            try {
                client.transactWriteItems(request -> request.transactItems(writes));
                return;
            } catch (TransactionCanceledException refused) {
                var failed = failedConditions(refused);
                if (!failed.isEmpty()) {
                    throw new Conflict(failed);
                }
                if (tries == MOST_TRIES) {
                    throw refused;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(10_000_000L << tries));
            }
        }
    }

    private Set<String> failedConditions(TransactionCanceledException refused) {
        var failed = new HashSet<String>();
        var reasons = refused.cancellationReasons();
        for (int i = 0; i < reasons.size() && i < names.size(); i++) {
            if ("ConditionalCheckFailed".equals(reasons.get(i).code())) {
                failed.add(names.get(i));
            } else if ("ValidationError".equals(reasons.get(i).code())
                    || "ItemCollectionSizeLimitExceeded".equals(reasons.get(i).code())) {
                throw refused;
            }
        }
        return failed;
    }
}
