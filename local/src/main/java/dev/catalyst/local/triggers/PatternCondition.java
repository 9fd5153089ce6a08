package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** One condition on one value of an event; an absent value is a missing node. */
@FunctionalInterface
interface PatternCondition {

    boolean holds(JsonNode value);

    static PatternCondition of(JsonNode condition) {
        if (!condition.isObject()) {
            return value -> same(condition, value);
        }
        Map.Entry<String, JsonNode> operator = only(condition);
        JsonNode operand = operator.getValue();
        return switch (operator.getKey()) {
            case "prefix" -> text(operand, String::startsWith);
            case "suffix" -> text(operand, String::endsWith);
            case "equals-ignore-case" -> {
                String wanted = string(operand);
                yield value -> value.isTextual() && value.textValue().equalsIgnoreCase(wanted);
            }
            case "wildcard" -> {
                Predicate<String> like = wildcard(string(operand));
                yield value -> value.isTextual() && like.test(value.textValue());
            }
            case "exists" -> {
                boolean wanted = operand.booleanValue();
                yield value -> value.isMissingNode() != wanted;
            }
            case "numeric" -> numeric(operand);
            case "anything-but" -> anythingBut(operand);
            default -> throw unknown(condition);
        };
    }

    private static Map.Entry<String, JsonNode> only(JsonNode condition) {
        if (condition.size() != 1) {
            throw unknown(condition);
        }
        return condition.properties().iterator().next();
    }

    private static IllegalArgumentException unknown(JsonNode condition) {
        return new IllegalArgumentException(
                "event pattern: the condition " + condition + " is not supported");
    }

    private static String string(JsonNode operand) {
        if (!operand.isTextual()) {
            throw unknown(operand);
        }
        return operand.textValue();
    }

    /** Numbers are equal by value: 300, 300.0 and 3.0e2 are the same. */
    private static boolean same(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue()) == 0
                : one.equals(other);
    }

    private static PatternCondition text(JsonNode operand, BiPredicate<String, String> test) {
        if (operand.isObject() && operand.has("equals-ignore-case")) {
            String wanted = string(operand.get("equals-ignore-case")).toLowerCase(Locale.ROOT);
            return value ->
                    value.isTextual()
                            && test.test(value.textValue().toLowerCase(Locale.ROOT), wanted);
        }
        String wanted = string(operand);
        return value -> value.isTextual() && test.test(value.textValue(), wanted);
    }

    private static Predicate<String> wildcard(String pattern) {
        var regex = new StringBuilder();
        for (String part : pattern.split("(?<=\\*)|(?=\\*)")) {
            regex.append(part.equals("*") ? ".*" : Pattern.quote(part));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).asMatchPredicate();
    }

    /** Pairs of a comparison and a number, all of which hold. */
    private static PatternCondition numeric(JsonNode operand) {
        if (!operand.isArray() || operand.isEmpty() || operand.size() % 2 != 0) {
            throw unknown(operand);
        }
        var bounds = new ArrayList<Predicate<BigDecimal>>();
        for (int i = 0; i < operand.size(); i += 2) {
            IntPredicate comparison = comparison(operand.get(i));
            JsonNode bound = operand.get(i + 1);
            if (!bound.isNumber()) {
                throw unknown(operand);
            }
            bounds.add(number -> comparison.test(number.compareTo(bound.decimalValue())));
        }
        return value ->
                value.isNumber() && bounds.stream().allMatch(b -> b.test(value.decimalValue()));
    }

    private static IntPredicate comparison(JsonNode operator) {
        return switch (operator.asText()) {
            case "=" -> order -> order == 0;
            case "<" -> order -> order < 0;
            case "<=" -> order -> order <= 0;
            case ">" -> order -> order > 0;
            case ">=" -> order -> order >= 0;
            default -> throw unknown(operator);
        };
    }

    /** Holds for a value that is there and that none of the operand's conditions holds for. */
    private static PatternCondition anythingBut(JsonNode operand) {
        List<PatternCondition> excluded = new ArrayList<>();
        if (operand.isObject()) {
            Map.Entry<String, JsonNode> operator = only(operand);
            if (operator.getValue().isArray()) {
                operator.getValue().forEach(o -> excluded.add(of(nested(operator.getKey(), o))));
            } else {
                excluded.add(of(operand));
            }
        } else if (operand.isArray()) {
            operand.forEach(o -> excluded.add(of(o)));
        } else {
            excluded.add(of(operand));
        }
        return value -> !value.isMissingNode() && excluded.stream().noneMatch(c -> c.holds(value));
    }

    private static JsonNode nested(String operator, JsonNode operand) {
        return JsonNodeFactory.instance.objectNode().set(operator, operand);
    }
}
