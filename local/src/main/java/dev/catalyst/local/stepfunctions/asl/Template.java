package dev.catalyst.local.stepfunctions.asl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value of a definition in which strings of the form <code>{% ... %}</code> are expressions.
 */
public sealed interface Template {

    /** A value without expressions. */
    record Constant(Object value) implements Template {}

    /** One expression. */
    record Query(Expression expression) implements Template {}

    /** An object with an expression somewhere in it. */
    record Fields(Map<String, Template> fields) implements Template {}

    /** An array with an expression somewhere in it. */
    record Elements(List<Template> elements) implements Template {}

    /**
     * The value; {@code location} is the field's name, from which the places within it are told.
     */
    default Object evaluate(String location, Bindings bindings) throws QueryFailed {
        return switch (this) {
            case Constant(Object value) -> value;
            case Query(Expression expression) -> expression.evaluate(location, bindings);
            case Fields(Map<String, Template> fields) -> {
                Map<String, Object> values = LinkedHashMap.newLinkedHashMap(fields.size());
                for (Map.Entry<String, Template> field : fields.entrySet()) {
                    String at = location + "/" + field.getKey();
                    values.put(field.getKey(), field.getValue().evaluate(at, bindings));
                }
                yield values;
            }
            case Elements(List<Template> elements) -> {
                List<Object> values = new ArrayList<>(elements.size());
                for (int i = 0; i < elements.size(); i++) {
                    values.add(elements.get(i).evaluate(location + "[" + i + "]", bindings));
                }
                yield values;
            }
        };
    }

    /** The value, which must be of the type that the field wants. */
    default boolean truth(String location, Bindings bindings) throws QueryFailed {
        Object value = evaluate(location, bindings);
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw unexpected(location, "boolean", value);
    }

    default String string(String location, Bindings bindings) throws QueryFailed {
        Object value = evaluate(location, bindings);
        if (value instanceof String text) {
            return text;
        }
        throw unexpected(location, "string", value);
    }

    /** A whole number that is not negative. */
    default int count(String location, Bindings bindings) throws QueryFailed {
        double value = number(location, bindings);
        if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
            throw new QueryFailed(
                    location,
                    "The field '%s' must be a whole number that is not negative, but was: %s"
                            .formatted(location, Datum.of(value).text()));
        }
        return (int) value;
    }

    default double number(String location, Bindings bindings) throws QueryFailed {
        Object value = evaluate(location, bindings);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw unexpected(location, "number", value);
    }

    default QueryFailed unexpected(String location, String expected, Object value) {
        if (this instanceof Query(Expression expression)) {
            return expression.unexpected(location, expected, value);
        }
        return new QueryFailed(
                location,
                "The field '%s' must be of type '%s', but was '%s'"
                        .formatted(location, expected, Expression.typeOf(value)));
    }
}
