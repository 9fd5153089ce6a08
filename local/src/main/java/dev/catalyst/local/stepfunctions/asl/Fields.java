package dev.catalyst.local.stepfunctions.asl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import dev.catalyst.local.stepfunctions.asl.InvalidDefinition.Problem;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One JSON object of a definition under reading: hands out its fields and reports what is left
 * over.
 */
final class Fields {

    private static final Set<String> JSON_PATH_FIELDS =
            Set.of(
                    "InputPath",
                    "OutputPath",
                    "ResultPath",
                    "ResultSelector",
                    "Parameters",
                    "ItemsPath",
                    "SecondsPath",
                    "TimestampPath",
                    "TimeoutSecondsPath",
                    "HeartbeatSecondsPath",
                    "MaxConcurrencyPath",
                    "ToleratedFailureCountPath",
                    "ToleratedFailurePercentagePath",
                    "ErrorPath",
                    "CausePath",
                    "Result",
                    "Variable");
    private static final Set<String> DISTRIBUTED_FIELDS =
            Set.of("ItemReader", "ItemBatcher", "ResultWriter", "Label");

    private final JsonNode node;
    private final String path;
    private final Builtins builtins;
    private final List<Problem> problems;
    private final Set<String> read = new TreeSet<>();

    Fields(JsonNode node, String path, Builtins builtins, List<Problem> problems) {
        this.node = node;
        this.path = path;
        this.builtins = builtins;
        this.problems = problems;
        if (!node.isObject()) {
            problem("SCHEMA_VALIDATION_FAILED", "must be an object");
        }
    }

    void problem(String code, String message) {
        problems.add(new Problem(code, path.isEmpty() ? "/" : path, message));
    }

    void problemAt(String field, String code, String message) {
        problems.add(new Problem(code, path + "/" + field, message));
    }

    boolean has(String field) {
        return node.has(field);
    }

    private JsonNode take(String field) {
        read.add(field);
        JsonNode found = node.get(field);
        return found == null ? MissingNode.getInstance() : found;
    }

    /** The field's text; null if it is absent. */
    String text(String field) {
        JsonNode found = take(field);
        if (!found.isMissingNode() && !found.isTextual()) {
            schema(field, "must be a string");
        }
        return found.textValue();
    }

    String requiredText(String field) {
        String found = text(field);
        if (found == null) {
            schema(field, "is required");
            return "";
        }
        return found;
    }

    boolean flag(String field) {
        JsonNode found = take(field);
        if (!found.isMissingNode() && !found.isBoolean()) {
            schema(field, "must be true or false");
        }
        return found.asBoolean(false);
    }

    double number(String field, double absent, double least) {
        JsonNode found = take(field);
        if (found.isMissingNode()) {
            return absent;
        }
        if (!found.isNumber() || found.doubleValue() < least) {
            schema(field, "must be a number of at least " + least);
            return absent;
        }
        return found.doubleValue();
    }

    int whole(String field, int absent, int least) {
        JsonNode found = take(field);
        if (found.isMissingNode()) {
            return absent;
        }
        if (!found.isIntegralNumber() || !found.canConvertToInt() || found.intValue() < least) {
            schema(field, "must be a whole number of at least " + least);
            return absent;
        }
        return found.intValue();
    }

    /** The nested object; an empty one with a problem noted if it is absent. */
    Fields object(String field) {
        return new Fields(take(field), path + "/" + field, builtins, problems);
    }

    /** The elements of an array of objects; empty if it is absent. */
    List<Fields> objects(String field) {
        JsonNode found = take(field);
        List<Fields> each = new ArrayList<>();
        if (!found.isMissingNode() && !found.isArray()) {
            schema(field, "must be an array");
        }
        for (int i = 0; i < found.size(); i++) {
            String at = path + "/" + field + "[" + i + "]";
            each.add(new Fields(found.get(i), at, builtins, problems));
        }
        return each;
    }

    /** The fields of a nested object whose names are free, such as States. */
    Map<String, Fields> named(String field) {
        JsonNode found = take(field);
        Map<String, Fields> each = new LinkedHashMap<>();
        if (!found.isObject()) {
            schema(field, "must be an object");
            return each;
        }
        found.properties()
                .forEach(
                        entry ->
                                each.put(
                                        entry.getKey(),
                                        new Fields(
                                                entry.getValue(),
                                                path + "/" + field + "/" + entry.getKey(),
                                                builtins,
                                                problems)));
        return each;
    }

    List<String> texts(String field) {
        JsonNode found = take(field);
        List<String> each = new ArrayList<>();
        if (!found.isArray() || found.isEmpty()) {
            schema(field, "must be an array of strings, not empty");
            return each;
        }
        found.forEach(text -> each.add(text.asText()));
        return each;
    }

    /** The field names of a nested object, which stays unread. */
    List<String> names(String field) {
        List<String> names = new ArrayList<>();
        node.path(field).fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The field with its expressions compiled; null if it is absent. */
    Template template(String field) {
        JsonNode found = take(field);
        return found.isMissingNode() ? null : compile(found, path + "/" + field);
    }

    Map<String, Template> templates(String field) {
        JsonNode found = take(field);
        Map<String, Template> each = new LinkedHashMap<>();
        if (found.isMissingNode()) {
            return each;
        }
        if (!found.isObject()) {
            schema(field, "must be an object");
        }
        found.properties()
                .forEach(
                        entry ->
                                each.put(
                                        entry.getKey(),
                                        compile(
                                                entry.getValue(),
                                                path + "/" + field + "/" + entry.getKey())));
        return each;
    }

    private Template compile(JsonNode value, String at) {
        if (value.isTextual() && isExpression(value.textValue().strip())) {
            String text = value.textValue().strip();
            return query(text.substring(2, text.length() - 2).strip(), at);
        }
        if (value.isObject()) {
            Map<String, Template> fields = new LinkedHashMap<>();
            value.properties()
                    .forEach(
                            entry ->
                                    fields.put(
                                            entry.getKey(),
                                            compile(entry.getValue(), at + "/" + entry.getKey())));
            return fields.values().stream().allMatch(Template.Constant.class::isInstance)
                    ? new Template.Constant(Datum.of(value).tree())
                    : new Template.Fields(fields);
        }
        if (value.isArray()) {
            List<Template> elements = new ArrayList<>();
            for (Iterator<JsonNode> each = value.elements(); each.hasNext(); ) {
                elements.add(compile(each.next(), at + "[" + elements.size() + "]"));
            }
            return elements.stream().allMatch(Template.Constant.class::isInstance)
                    ? new Template.Constant(Datum.of(value).tree())
                    : new Template.Elements(elements);
        }
        return new Template.Constant(Datum.of(value).tree());
    }

    private Template query(String source, String at) {
        try {
            return new Template.Query(Expression.compile(source, builtins));
        } catch (IllegalArgumentException e) {
            problems.add(new Problem("INVALID_JSONATA_EXPRESSION", at, e.getMessage()));
            return new Template.Constant(null);
        }
    }

    private static boolean isExpression(String text) {
        return text.length() >= 4 && text.startsWith("{%") && text.endsWith("%}");
    }

    private void schema(String field, String message) {
        problemAt(field, "SCHEMA_VALIDATION_FAILED", message);
    }

    /** Reports every field that nobody asked for. */
    void refuseTheRest() {
        node.fieldNames()
                .forEachRemaining(
                        field -> {
                            if (!read.contains(field)) {
                                schema(field, unknown(field));
                            }
                        });
    }

    private static String unknown(String field) {
        if (JSON_PATH_FIELDS.contains(field)) {
            return "belongs to JSONPath: only JSONata is served here";
        }
        return DISTRIBUTED_FIELDS.contains(field)
                ? "belongs to distributed maps: only inline maps are served here"
                : "is not a field that is known here";
    }
}
