package dev.catalyst.faults;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Items of the table as its stream tells of them. */
public final class StreamRecords {

    private StreamRecords() {}

    /** The items of these kinds, each kind in the order of its keys, as if just written. */
    static DynamodbEvent inserted(World world, String... kinds) {
        var batch = new DynamodbEvent();
        batch.setRecords(
                List.of(kinds).stream()
                        .flatMap(kind -> world.table.items().stream().filter(isOf(kind)))
                        .map(StreamRecords::of)
                        .toList());
        if (batch.getRecords().isEmpty()) {
            throw new AssertionError("nothing of " + List.of(kinds) + " is in the table");
        }
        return batch;
    }

    private static Predicate<
                    Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue>>
            isOf(String kind) {
        return item -> item.get("kind").s().equals(kind);
    }

    /** An item that was just written. */
    public static DynamodbStreamRecord of(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> item) {
        var change = new StreamRecord();
        change.setNewImage(values(item));
        change.setKeys(Map.of("pk", value(item.get("pk")), "sk", value(item.get("sk"))));
        change.setSequenceNumber("1");
        var record = new DynamodbStreamRecord();
        record.setEventName("INSERT");
        record.setDynamodb(change);
        return record;
    }

    private static Map<String, AttributeValue> values(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> item) {
        return item.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> value(entry.getValue())));
    }

    private static AttributeValue value(
            software.amazon.awssdk.services.dynamodb.model.AttributeValue given) {
        var value = new AttributeValue();
        return switch (given.type()) {
            case S -> value.withS(given.s());
            case N -> value.withN(given.n());
            case BOOL -> value.withBOOL(given.bool());
            case M -> value.withM(values(given.m()));
            case L -> value.withL(given.l().stream().map(StreamRecords::value).toList());
            case NUL -> value.withNULL(true);
            case B, SS, NS, BS, UNKNOWN_TO_SDK_VERSION ->
                    throw new IllegalArgumentException("no item has a " + given.type());
        };
    }
}
