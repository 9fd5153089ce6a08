package dev.catalyst.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.catalyst.lambda.redaction.Redaction;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What hides, in all that this process tells of itself (logs, events, errors, traces), the values
 * of configured secrets, and personal data and keys as well unless ENABLE_PII_REDACTION is false.
 */
public final class Masking {

    /** Of the whole process; a host that serves many functions gives its own. */
    private static volatile UnaryOperator<String> process = of(Env.current().variables());

    private Masking() {}

    /** What these variables ask to hide. */
    public static UnaryOperator<String> of(Map<String, String> variables) {
        var secrets = Secrets.of(variables);
        var redaction = redaction(variables);
        return text -> redaction.apply(secrets.mask(text));
    }

    /** The part that needs no secrets to be known. */
    public static UnaryOperator<String> redaction(Map<String, String> variables) {
        return "false".equals(variables.get("ENABLE_PII_REDACTION"))
                ? UnaryOperator.identity()
                : Redaction::of;
    }

    /** From now on the process hides what this hides. */
    public static void use(UnaryOperator<String> mask) {
        process = mask;
    }

    /** The text as this process may tell it. */
    public static String mask(String text) {
        return process.apply(text);
    }

    /** A copy in which each text is masked; the names of fields stay. */
    public static JsonNode mask(JsonNode node, UnaryOperator<String> mask) {
        var json = JsonNodeFactory.instance;
        if (node.isTextual()) {
            return json.textNode(mask.apply(node.textValue()));
        }
        if (node.isArray()) {
            var array = json.arrayNode(node.size());
            node.forEach(item -> array.add(mask(item, mask)));
            return array;
        }
        if (node.isObject()) {
            var object = json.objectNode();
            node.properties()
                    .forEach(field -> object.set(field.getKey(), mask(field.getValue(), mask)));
            return object;
        }
        return node;
    }
}
