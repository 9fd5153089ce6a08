package dev.catalyst.store;

import com.fasterxml.jackson.databind.node.ObjectNode;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.Select;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The one table. Reads are strongly consistent but for those through an index. */
public final class Table {

    private static final int MOST_KEYS_OF_A_BATCH = 100;
    private static final Pattern NAME = Pattern.compile("#(\\w+)");

    private final DynamoDbClient client;
    private final String name;

    public Table(DynamoDbClient client, String name) {
        this.client = client;
        this.name = name;
    }

    public Transaction transaction() {
        return new Transaction(client, name);
    }

    public Optional<ObjectNode> get(Key key) {
        var found =
                client.getItem(
                        request ->
                                request.tableName(name).key(attributes(key)).consistentRead(true));
        return found.hasItem() ? Optional.of(Attributes.object(found.item())) : Optional.empty();
    }

    /** Removes the item and gives it: of several who take it at once, one gets it. */
    public Optional<ObjectNode> take(Key key) {
        try {
            var taken =
                    client.deleteItem(
                            request ->
                                    request.tableName(name)
                                            .key(attributes(key))
                                            .conditionExpression("attribute_exists(pk)")
                                            .returnValues(ReturnValue.ALL_OLD));
            return Optional.of(Attributes.object(taken.attributes()));
        } catch (ConditionalCheckFailedException gone) {
            return Optional.empty();
        }
    }

    /** Whether an update was done, and the item as it is now; empty if there is none. */
    public record Updated(boolean done, ObjectNode item) {}

    /**
     * Changes attributes of one item, in DynamoDB's language, if the condition holds for it;
     * `#name` stands for the attribute `name`.
     */
    public Updated update(
            Key key, String change, String condition, Map<String, AttributeValue> values) {
        var names = new HashMap<String, String>();
        NAME.matcher(change + condition)
                .results()
                .forEach(found -> names.put(found.group(), found.group(1)));
        try {
            var updated =
                    client.updateItem(
                            request ->
                                    request.tableName(name)
                                            .key(attributes(key))
                                            .updateExpression(change)
                                            .conditionExpression(condition)
                                            .expressionAttributeNames(names)
                                            .expressionAttributeValues(values)
                                            .returnValues(ReturnValue.ALL_NEW)
                                            .returnValuesOnConditionCheckFailure(
                                                    ReturnValuesOnConditionCheckFailure.ALL_OLD));
            return new Updated(true, Attributes.object(updated.attributes()));
        } catch (ConditionalCheckFailedException refused) {
            return new Updated(
                    false, Attributes.object(refused.hasItem() ? refused.item() : Map.of()));
        }
    }

    /** The items of these keys that exist, in the order of the keys. */
    public List<ObjectNode> get(List<Key> keys) {
        var found = new LinkedHashMap<Key, ObjectNode>();
        for (int from = 0; from < keys.size(); from += MOST_KEYS_OF_A_BATCH) {
            var wanted =
                    keys.subList(from, Math.min(keys.size(), from + MOST_KEYS_OF_A_BATCH)).stream()
                            .map(Table::attributes)
                            .toList();
            var missing =
                    Map.of(
                            name,
                            KeysAndAttributes.builder().keys(wanted).consistentRead(true).build());
            while (!missing.isEmpty()) {
                var batch = missing;
                var answer = client.batchGetItem(request -> request.requestItems(batch));
                answer.responses()
                        .getOrDefault(name, List.of())
                        .forEach(item -> found.put(key(item), Attributes.object(item)));
                missing = answer.unprocessedKeys();
            }
        }
        return keys.stream().filter(found::containsKey).map(found::get).toList();
    }

    /**
     * Items of a partition whose sort key begins with the prefix, after a sort key, oldest first.
     */
    public List<ObjectNode> query(String pk, String prefix, String after, int limit) {
        var condition =
                after.isEmpty()
                        ? "pk = :pk AND begins_with(sk, :prefix)"
                        : "pk = :pk AND sk BETWEEN :after AND :last";
        var values =
                after.isEmpty()
                        ? Map.of(":pk", text(pk), ":prefix", text(prefix))
                        // the smallest key above `after`, and one above every key with the prefix
                        : Map.of(
                                ":pk",
                                text(pk),
                                ":after",
                                text(after + "\u0001"),
                                ":last",
                                text(prefix + "\uffff"));
        return pages(
                QueryRequest.builder()
                        .tableName(name)
                        .consistentRead(true)
                        .keyConditionExpression(condition)
                        .expressionAttributeValues(values),
                limit);
    }

    /**
     * The newest items of a partition whose sort key begins with the prefix, before a sort key (or
     * all, if that is empty).
     */
    public List<ObjectNode> newest(String pk, String prefix, String before, int limit) {
        var condition =
                before.isEmpty()
                        ? "pk = :pk AND begins_with(sk, :prefix)"
                        : "pk = :pk AND sk BETWEEN :prefix AND :before";
        var values =
                before.isEmpty()
                        ? Map.of(":pk", text(pk), ":prefix", text(prefix))
                        : Map.of(":pk", text(pk), ":prefix", text(prefix), ":before", text(before));
        var found =
                pages(
                        QueryRequest.builder()
                                .tableName(name)
                                .consistentRead(true)
                                .scanIndexForward(false)
                                .keyConditionExpression(condition)
                                .expressionAttributeValues(values),
                        before.isEmpty() ? limit : limit + 1);
        return found.stream()
                .filter(item -> !item.path("sk").asText().equals(before))
                .limit(limit)
                .toList();
    }

    /**
     * The newest items of a partition of an index (`gsi1`, `gsi2`) before a sort key (or all, if
     * that is empty).
     */
    public List<ObjectNode> newestOf(String index, String partition, String before, int limit) {
        var condition =
                index + "pk = :pk" + (before.isEmpty() ? "" : " AND " + index + "sk < :before");
        var values =
                before.isEmpty()
                        ? Map.of(":pk", text(partition))
                        : Map.of(":pk", text(partition), ":before", text(before));
        return pages(
                QueryRequest.builder()
                        .tableName(name)
                        .indexName(index)
                        .scanIndexForward(false)
                        .keyConditionExpression(condition)
                        .expressionAttributeValues(values),
                limit);
    }

    /** How many items a partition of the table has. */
    public long count(String pk) {
        return count(
                QueryRequest.builder()
                        .tableName(name)
                        .consistentRead(true)
                        .keyConditionExpression("pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", text(pk))));
    }

    /** How many items a partition of an index has. */
    public long countOf(String index, String partition) {
        return count(
                QueryRequest.builder()
                        .tableName(name)
                        .indexName(index)
                        .keyConditionExpression(index + "pk = :pk")
                        .expressionAttributeValues(Map.of(":pk", text(partition))));
    }

    private long count(QueryRequest.Builder query) {
        return client.queryPaginator(query.select(Select.COUNT).build()).stream()
                .mapToLong(QueryResponse::count)
                .sum();
    }

    private List<ObjectNode> pages(QueryRequest.Builder query, int limit) {
        var items = new ArrayList<ObjectNode>();
        Map<String, AttributeValue> start = Map.of();
        do {
            var from = start;
            var page =
                    client.query(
                            (from.isEmpty() ? query : query.exclusiveStartKey(from))
                                    .limit(limit - items.size())
                                    .build());
            page.items().forEach(item -> items.add(Attributes.object(item)));
            start = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
        } while (items.size() < limit && !start.isEmpty());
        return items;
    }

    static Map<String, AttributeValue> attributes(Key key) {
        return Map.of("pk", text(key.pk()), "sk", text(key.sk()));
    }

    private static Key key(Map<String, AttributeValue> item) {
        return new Key(item.get("pk").s(), item.get("sk").s());
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
