package dev.catalyst.stream;

import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.math.BigDecimal;
import java.util.Map;

/** An item as the table's stream shows it, as JSON. */
final class StreamImage {

    private StreamImage() {}

    static ObjectNode object(Map<String, AttributeValue> image) {
        var object = JsonNodeFactory.instance.objectNode();
        image.forEach((name, value) -> object.set(name, node(value)));
        return object;
    }

    private static JsonNode node(AttributeValue value) {
        var json = JsonNodeFactory.instance;
        if (value.getS() != null) {
            return json.textNode(value.getS());
        }
        if (value.getN() != null) {
            return json.numberNode(new BigDecimal(value.getN()));
        }
        if (value.getBOOL() != null) {
            return json.booleanNode(value.getBOOL());
        }
        if (value.getM() != null) {
            return object(value.getM());
        }
        if (value.getL() != null) {
            var array = json.arrayNode();
            value.getL().forEach(one -> array.add(node(one)));
            return array;
        }
        return json.nullNode();
    }
}
