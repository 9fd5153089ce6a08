package dev.catalyst.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON as the table's native attributes, and back: items stay readable in every DynamoDB tool. */
public final class Attributes {

    private Attributes() {}

    public static Map<String, AttributeValue> of(ObjectNode object) {
        var item = new LinkedHashMap<String, AttributeValue>();
        object.properties().forEach(field -> item.put(field.getKey(), value(field.getValue())));
        return item;
    }

    public static AttributeValue value(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> AttributeValue.fromS(node.textValue());
            case NUMBER -> AttributeValue.fromN(node.asText());
            case BOOLEAN -> AttributeValue.fromBool(node.booleanValue());
            case ARRAY -> AttributeValue.fromL(node.valueStream().map(Attributes::value).toList());
            case OBJECT -> AttributeValue.fromM(of((ObjectNode) node));
            case NULL, MISSING -> AttributeValue.fromNul(true);
            case BINARY, POJO ->
                    throw new IllegalArgumentException(
                            "no attribute can hold a " + node.getNodeType());
        };
    }

    public static ObjectNode object(Map<String, AttributeValue> item) {
        var object = JsonNodeFactory.instance.objectNode();
        item.forEach((name, value) -> object.set(name, node(value)));
        return object;
    }

    private static JsonNode node(AttributeValue value) {
        var json = JsonNodeFactory.instance;
        return switch (value.type()) {
            case S -> json.textNode(value.s());
            case N -> number(value.n());
            case BOOL -> json.booleanNode(value.bool());
            case M -> object(value.m());
            case L -> {
                ArrayNode array = json.arrayNode();
                value.l().forEach(one -> array.add(node(one)));
                yield array;
            }
            case NUL -> json.nullNode();
            case B, SS, NS, BS, UNKNOWN_TO_SDK_VERSION ->
                    throw new IllegalArgumentException(
                            "no item of this table has an attribute of type " + value.type());
        };
    }

    private static JsonNode number(String digits) {
        var decimal = new BigDecimal(digits);
        return decimal.stripTrailingZeros().scale() <= 0 && decimal.precision() < 19
                ? JsonNodeFactory.instance.numberNode(decimal.longValueExact())
                : JsonNodeFactory.instance.numberNode(decimal);
    }
}
