package dev.catalyst.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;

/**
 * Cuts an event to what a socket's frame holds (32 KB), counted as it goes over the wire. Data
 * keeps its shape: the longest texts and lists are cut, and a field {@code cut} says so.
 */
final class Fitting {

    /** Bytes; with what else an event has, a frame stays below 32,000. */
    private static final int LARGEST_MESSAGE = 8_000;

    private static final int LARGEST_DATA = 20_000;
    private static final String CUT = " [cut]";

    private Fitting() {}

    static String message(String text) {
        String kept = text;
        while (bytes(kept) > LARGEST_MESSAGE) {
            kept = head(kept, kept.length() / 2);
        }
        return kept.length() == text.length() ? text : kept + CUT;
    }

    static JsonNode data(JsonNode data) {
        if (bytes(data) <= LARGEST_DATA || !(data instanceof ObjectNode)) {
            return data;
        }
        for (int most = 4_096; most > 0; most /= 2) {
            if (shorter(data, most) instanceof ObjectNode smaller
                    && bytes(smaller.put("cut", true)) <= LARGEST_DATA) {
                return smaller;
            }
        }
        return Json.MAPPER.createObjectNode().put("cut", true);
    }

    /** No text has more characters, no list more than a tenth as many elements. */
    private static JsonNode shorter(JsonNode node, int most) {
        return switch (node) {
            case ObjectNode object -> {
                var smaller = Json.MAPPER.createObjectNode();
                object.properties()
                        .forEach(
                                field ->
                                        smaller.set(
                                                field.getKey(), shorter(field.getValue(), most)));
                yield smaller;
            }
            case ArrayNode array -> {
                var smaller = Json.MAPPER.createArrayNode();
                array.valueStream()
                        .limit(1 + most / 10)
                        .forEach(element -> smaller.add(shorter(element, most)));
                yield smaller;
            }
            default ->
                    node.isTextual() && node.textValue().length() > most
                            ? Json.MAPPER
                                    .getNodeFactory()
                                    .textNode(head(node.textValue(), most) + CUT)
                            : node;
        };
    }

    /** Does not part the halves of one character. */
    private static String head(String text, int most) {
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private static int bytes(Object value) {
        return Json.bytes(value).length;
    }
}
