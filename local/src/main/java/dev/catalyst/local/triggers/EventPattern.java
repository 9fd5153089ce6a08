package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event pattern of EventBridge, also the language of Lambda's filter criteria: every field that
 * it names must have one of the listed values.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html">AWS
 *     documentation</a>
 */
public final class EventPattern {

    private final Rule root;

    private EventPattern(Rule root) {
        this.root = root;
    }

    /** Throws {@link IllegalArgumentException} that names what it does not understand. */
    public static EventPattern of(JsonNode pattern) {
        return new EventPattern(rule(pattern));
    }

    public boolean matches(JsonNode event) {
        return root.matches(event);
    }

    private sealed interface Rule {

        boolean matches(JsonNode value);
    }

    /** All fields match, and of each {@code $or} one alternative. */
    private record Fields(Map<String, Rule> fields, List<List<Rule>> alternatives) implements Rule {

        @Override
        public boolean matches(JsonNode value) {
            if (value.isArray()) {
                for (JsonNode element : value) {
                    if (matches(element)) {
                        return true;
                    }
                }
                return false;
            }
            return fields.entrySet().stream()
                            .allMatch(f -> f.getValue().matches(value.path(f.getKey())))
                    && alternatives.stream()
                            .allMatch(one -> one.stream().anyMatch(r -> r.matches(value)));
        }
    }

    /** One of the conditions holds for the value, or for one element if it is an array. */
    private record Values(List<PatternCondition> conditions) implements Rule {

        @Override
        public boolean matches(JsonNode value) {
            return conditions.stream().anyMatch(c -> holds(c, value));
        }

        private static boolean holds(PatternCondition condition, JsonNode value) {
            if (!value.isArray()) {
                return !value.isObject() && condition.holds(value);
            }
            if (value.isEmpty()) {
                return condition.holds(MissingNode.getInstance());
            }
            for (JsonNode element : value) {
                if (holds(condition, element)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static Rule rule(JsonNode pattern) {
        if (pattern.isArray() && !pattern.isEmpty()) {
            var conditions = new ArrayList<PatternCondition>();
            pattern.forEach(c -> conditions.add(PatternCondition.of(c)));
            return new Values(conditions);
        }
        if (!pattern.isObject() || pattern.isEmpty()) {
            throw new IllegalArgumentException(
                    "event pattern: expected an object or a list of values, not " + pattern);
        }
        var fields = new LinkedHashMap<String, Rule>();
        var alternatives = new ArrayList<List<Rule>>();
        pattern.forEachEntry(
                (name, sub) -> {
                    if (name.equals("$or") && sub.isArray()) {
                        var either = new ArrayList<Rule>();
                        sub.forEach(one -> either.add(rule(one)));
                        alternatives.add(either);
                    } else {
                        fields.put(name, rule(sub));
                    }
                });
        return new Fields(fields, alternatives);
    }
}
