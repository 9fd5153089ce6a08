package dev.catalyst.local.triggers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.Arns;

import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

import java.util.Base64;

/**
 * Writes messages as the event that Lambda makes of them.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">AWS documentation</a>
 */
final class QueueMessages {

    private QueueMessages() {}

    static ObjectNode record(Message message, String queue) {
        ObjectNode record = Json.MAPPER.createObjectNode();
        record.put("messageId", message.messageId());
        record.put("receiptHandle", message.receiptHandle());
        record.put("body", message.body());
        ObjectNode system = record.putObject("attributes");
        message.attributesAsStrings().forEach(system::put);
        ObjectNode own = record.putObject("messageAttributes");
        message.messageAttributes().forEach((name, value) -> own.set(name, attribute(value)));
        record.put("md5OfBody", message.md5OfBody());
        record.put("eventSource", "aws:sqs");
        record.put("eventSourceARN", Arns.queue(queue));
        record.put("awsRegion", Arns.REGION);
        return record;
    }

    private static ObjectNode attribute(MessageAttributeValue value) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        if (value.stringValue() != null) {
            node.put("stringValue", value.stringValue());
        }
        if (value.binaryValue() != null) {
            byte[] bytes = value.binaryValue().asByteArray();
            node.put("binaryValue", Base64.getEncoder().encodeToString(bytes));
        }
        node.putArray("stringListValues");
        node.putArray("binaryListValues");
        node.put("dataType", value.dataType());
        return node;
    }

    /** What filters look at: the record with its body as JSON, if it is. */
    static JsonNode filtered(ObjectNode record) {
        try {
            JsonNode body = Json.MAPPER.readTree(record.get("body").textValue());
            return body.isContainerNode() ? record.deepCopy().set("body", body) : record;
        } catch (JsonProcessingException e) {
            return record;
        }
    }
}
