package dev.catalyst.store;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.Update;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The table in memory, for tests: reads by key, and transactions with the few conditions that this
 * system uses. What it does not know it refuses.
 */
public final class MemoryDynamoDb implements DynamoDbClient {

    private static final Pattern KEY_CONDITION =
            Pattern.compile(
                    "(?<pk>\\w+) = :pk"
                            + "( AND begins_with\\(sk, (?<prefix>:\\w+)\\)"
                            + "| AND sk BETWEEN (?<from>:\\w+) AND (?<to>:\\w+)"
                            + "| AND (?<sort>\\w+) < (?<below>:\\w+))?");

    private static final Pattern CHANGE = Pattern.compile("SET (?<set>.*) ADD (?<sums>.*)");

    private final TreeMap<String, Map<String, AttributeValue>> items = new TreeMap<>();
    private RuntimeException failNext;
    private boolean failAfter;
    private long itemsRead;

    /** How many items queries have read so far. */
    public synchronized long itemsRead() {
        return itemsRead;
    }

    /** Another table with the same items. */
    public synchronized MemoryDynamoDb copy() {
        var copy = new MemoryDynamoDb();
        copy.items.putAll(items);
        return copy;
    }

    /** All items, in the order of their keys. */
    public synchronized List<Map<String, AttributeValue>> items() {
        return List.copyOf(items.values());
    }

    /** The next transaction fails before it takes effect. */
    public void failBefore(RuntimeException fault) {
        failNext = fault;
        failAfter = false;
    }

    /** The next transaction takes effect, but its answer is lost. */
    public void failAfter(RuntimeException fault) {
        failNext = fault;
        failAfter = true;
    }

    @Override
    public synchronized GetItemResponse getItem(GetItemRequest request) {
        var item = items.get(key(request.key()));
        var response = GetItemResponse.builder();
        return item == null ? response.build() : response.item(item).build();
    }

    @Override
    public synchronized BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
        var table = request.requestItems().keySet().iterator().next();
        var found = new ArrayList<Map<String, AttributeValue>>();
        for (var key : request.requestItems().get(table).keys()) {
            if (items.containsKey(key(key))) {
                found.add(items.get(key(key)));
            }
        }
        return BatchGetItemResponse.builder()
                .responses(Map.of(table, found))
                .unprocessedKeys(Map.of())
                .build();
    }

    /** A table's or index's partition, in the order of its sort key. */
    @Override
    public synchronized QueryResponse query(QueryRequest request) {
        String sort = request.indexName() == null ? "sk" : request.indexName() + "sk";
        var order = Comparator.comparing((Map<String, AttributeValue> item) -> item.get(sort).s());
        boolean forward = !Boolean.FALSE.equals(request.scanIndexForward());
        var found =
                items.values().stream()
                        .filter(item -> isAskedFor(item, request))
                        .sorted(forward ? order : order.reversed());
        var page = (request.limit() == null ? found : found.limit(request.limit())).toList();
        itemsRead += page.size();
        return QueryResponse.builder().items(page).count(page.size()).build();
    }

    private static boolean isAskedFor(Map<String, AttributeValue> item, QueryRequest query) {
        var asked = KEY_CONDITION.matcher(query.keyConditionExpression());
        if (!asked.matches()) {
            throw new UnsupportedOperationException(query.keyConditionExpression());
        }
        var values = query.expressionAttributeValues();
        if (!values.get(":pk").equals(item.get(asked.group("pk")))) {
            return false;
        }
        if (asked.group("prefix") != null) {
            return item.get("sk").s().startsWith(values.get(asked.group("prefix")).s());
        }
        if (asked.group("from") != null) {
            String sk = item.get("sk").s();
            return sk.compareTo(values.get(asked.group("from")).s()) >= 0
                    && sk.compareTo(values.get(asked.group("to")).s()) <= 0;
        }
        return asked.group("sort") == null
                || item.get(asked.group("sort")).s().compareTo(values.get(asked.group("below")).s())
                        < 0;
    }

    @Override
    public synchronized TransactWriteItemsResponse transactWriteItems(
            TransactWriteItemsRequest request) {
        RuntimeException fault = failNext;
        failNext = null;
        if (fault != null && !failAfter) {
            throw fault;
        }
        var reasons = new ArrayList<CancellationReason>();
        for (var write : request.transactItems()) {
            reasons.add(
                    CancellationReason.builder()
                            .code(holds(write) ? "None" : "ConditionalCheckFailed")
                            .build());
        }
        if (reasons.stream().anyMatch(reason -> !reason.code().equals("None"))) {
            throw TransactionCanceledException.builder().cancellationReasons(reasons).build();
        }
        request.transactItems().forEach(this::apply);
        if (fault != null) {
            throw fault;
        }
        return TransactWriteItemsResponse.builder().build();
    }

    private boolean holds(TransactWriteItem write) {
        if (write.put() != null) {
            return holds(
                    write.put().item(),
                    write.put().conditionExpression(),
                    write.put().expressionAttributeValues());
        }
        if (write.delete() != null) {
            return holds(
                    write.delete().key(),
                    write.delete().conditionExpression(),
                    write.delete().expressionAttributeValues());
        }
        if (write.conditionCheck() != null) {
            return holds(
                    write.conditionCheck().key(),
                    write.conditionCheck().conditionExpression(),
                    write.conditionCheck().expressionAttributeValues());
        }
        if (write.update() != null && write.update().conditionExpression() == null) {
            return true;
        }
        throw new UnsupportedOperationException(write.toString());
    }

    private boolean holds(
            Map<String, AttributeValue> key, String condition, Map<String, AttributeValue> values) {
        var present = items.get(key(key));
        return condition == null
                || List.of(condition.split(" OR ")).stream()
                        .anyMatch(one -> holdsOne(present, one, values));
    }

    private static boolean holdsOne(
            Map<String, AttributeValue> present,
            String condition,
            Map<String, AttributeValue> values) {
        if (condition.equals("attribute_not_exists(pk)")) {
            return present == null;
        }
        if (condition.equals("attribute_exists(pk)")) {
            return present != null;
        }
        var parts = condition.split(" ");
        if (parts.length != 3 || !List.of("=", "<").contains(parts[1])) {
            throw new UnsupportedOperationException(condition);
        }
        if (present == null || !present.containsKey(parts[0])) {
            return false;
        }
        var held = present.get(parts[0]);
        var wanted = values.get(parts[2]);
        return parts[1].equals("=")
                ? held.equals(wanted)
                : new BigDecimal(held.n()).compareTo(new BigDecimal(wanted.n())) < 0;
    }

    private void apply(TransactWriteItem write) {
        if (write.put() != null) {
            items.put(key(write.put().item()), Map.copyOf(write.put().item()));
        } else if (write.delete() != null) {
            items.remove(key(write.delete().key()));
        } else if (write.update() != null) {
            items.put(key(write.update().key()), updated(write.update()));
        }
    }

    private Map<String, AttributeValue> updated(Update update) {
        var item = new TreeMap<>(items.getOrDefault(key(update.key()), update.key()));
        var change = CHANGE.matcher(update.updateExpression());
        if (!change.matches()) {
            throw new UnsupportedOperationException(update.updateExpression());
        }
        for (var set : change.group("set").split(", ")) {
            var parts = set.split(" = ");
            item.put(name(update, parts[0]), update.expressionAttributeValues().get(parts[1]));
        }
        for (var sum : change.group("sums").split(", ")) {
            var parts = sum.split(" ");
            item.merge(
                    name(update, parts[0]),
                    update.expressionAttributeValues().get(parts[1]),
                    (held, more) ->
                            AttributeValue.fromN(
                                    new BigDecimal(held.n())
                                            .add(new BigDecimal(more.n()))
                                            .toString()));
        }
        return Map.copyOf(item);
    }

    private static String name(Update update, String written) {
        return written.startsWith("#") ? update.expressionAttributeNames().get(written) : written;
    }

    private static String key(Map<String, AttributeValue> key) {
        return key.get("pk").s() + "\n" + key.get("sk").s();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
