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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The table in memory, for tests: reads by key, and transactions with the few conditions that this
 * system uses. What it does not know it refuses.
 */
public final class MemoryDynamoDb implements DynamoDbClient {

    private final TreeMap<String, Map<String, AttributeValue>> items = new TreeMap<>();
    private RuntimeException failNext;
    private boolean failAfter;

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

    /** By partition and prefix of the sort key. */
    @Override
    public synchronized QueryResponse query(QueryRequest request) {
        if (!request.keyConditionExpression().equals("pk = :pk AND begins_with(sk, :prefix)")) {
            throw new UnsupportedOperationException(request.keyConditionExpression());
        }
        String prefix =
                request.expressionAttributeValues().get(":pk").s()
                        + "\n"
                        + request.expressionAttributeValues().get(":prefix").s();
        var found = items.subMap(prefix, prefix + "\uffff");
        var ordered = Boolean.FALSE.equals(request.scanIndexForward()) ? found.reversed() : found;
        return QueryResponse.builder().items(ordered.values()).build();
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
        throw new UnsupportedOperationException(write.toString());
    }

    private boolean holds(
            Map<String, AttributeValue> key, String condition, Map<String, AttributeValue> values) {
        if (condition == null) {
            return true;
        }
        var present = items.get(key(key));
        return List.of(condition.split(" OR ")).stream()
                .anyMatch(
                        one -> {
                            if (one.equals("attribute_not_exists(pk)")) {
                                return present == null;
                            }
                            var ordered = one.split(" < ");
                            if (ordered.length == 2) {
                                return present != null
                                        && Long.parseLong(present.get(ordered[0]).n())
                                                < Long.parseLong(values.get(ordered[1]).n());
                            }
                            var parts = one.split(" = ");
                            if (parts.length != 2) {
                                throw new UnsupportedOperationException(condition);
                            }
                            return present != null
                                    && values.get(parts[1]).equals(present.get(parts[0]));
                        });
    }

    private void apply(TransactWriteItem write) {
        items.put(key(write.put().item()), Map.copyOf(write.put().item()));
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
