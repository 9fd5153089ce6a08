package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.Arns;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * A change of a table as Lambda tells it; {@code size} in bytes.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html">AWS documentation</a>
 */
record StreamRecord(
        String shard, String sequenceNumber, Instant created, long size, ObjectNode json) {

    static StreamRecord of(Record record, String shard, String streamArn) {
        var change = record.dynamodb();
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("eventID", record.eventID());
        json.put("eventName", record.eventNameAsString());
        json.put("eventVersion", record.eventVersion());
        json.put("eventSource", "aws:dynamodb");
        json.put("awsRegion", Arns.REGION);
        ObjectNode told = json.putObject("dynamodb");
        told.put(
                "ApproximateCreationDateTime",
                change.approximateCreationDateTime().getEpochSecond());
        told.set("Keys", map(change.keys()));
        if (change.hasNewImage()) {
            told.set("NewImage", map(change.newImage()));
        }
        if (change.hasOldImage()) {
            told.set("OldImage", map(change.oldImage()));
        }
        told.put("SequenceNumber", change.sequenceNumber());
        told.put("SizeBytes", change.sizeBytes());
        told.put("StreamViewType", change.streamViewTypeAsString());
        if (record.userIdentity() != null) {
            ObjectNode identity = json.putObject("userIdentity");
            identity.put("principalId", record.userIdentity().principalId());
            identity.put("type", record.userIdentity().type());
        }
        json.put("eventSourceARN", streamArn);
        return new StreamRecord(
                shard,
                change.sequenceNumber(),
                change.approximateCreationDateTime(),
                change.sizeBytes(),
                json);
    }

    private static ObjectNode map(Map<String, AttributeValue> values) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        values.forEach((name, value) -> node.set(name, value(value)));
        return node;
    }

    private static ObjectNode value(AttributeValue value) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        switch (value.type()) {
            case S -> node.put("S", value.s());
            case N -> node.put("N", value.n());
            case B -> node.put("B", base64(value.b()));
            case BOOL -> node.put("BOOL", value.bool());
            case NUL -> node.put("NULL", true);
            // DynamoDB Local's stream tells of an empty map as of an attribute without a type
            case UNKNOWN_TO_SDK_VERSION -> node.putObject("M");
            case M -> node.set("M", map(value.m()));
            case L -> {
                var list = node.putArray("L");
                value.l().forEach(element -> list.add(value(element)));
            }
            case SS -> {
                var set = node.putArray("SS");
                value.ss().forEach(set::add);
            }
            case NS -> {
                var set = node.putArray("NS");
                value.ns().forEach(set::add);
            }
            case BS -> {
                var set = node.putArray("BS");
                value.bs().forEach(bytes -> set.add(base64(bytes)));
            }
        }
        return node;
    }

    private static String base64(SdkBytes bytes) {
        return Base64.getEncoder().encodeToString(bytes.asByteArray());
    }
}
