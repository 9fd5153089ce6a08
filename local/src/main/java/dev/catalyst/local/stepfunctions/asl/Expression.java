package dev.catalyst.local.stepfunctions.asl;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Utils;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One compiled JSONata expression. */
public final class Expression {

    /** Bounds of one evaluation, so that an endless recursion fails its state and nothing else. */
    private static final long MAX_MILLIS = 5_000;

    private static final int MAX_DEPTH = 1_000;

    private final String source;
    private final Jsonata compiled;

    private Expression(String source, Jsonata compiled) {
        this.source = source;
        this.compiled = compiled;
    }

    /** Throws {@link IllegalArgumentException} that says what is wrong with the source. */
    static Expression compile(String source, Builtins builtins) {
        try {
            Jsonata compiled = Jsonata.jsonata(source);
            // null must stay distinct from "nothing", which is an error in a state
            compiled.setOutputConvertNulls(false);
            compiled.setValidateInput(false);
            builtins.registerWith(compiled);
            return new Expression(source, compiled);
        } catch (JException e) {
            throw new IllegalArgumentException(
                    "'" + source + "' is not JSONata: " + describe(e), e);
        }
    }

    /**
     * The value as plain JSON; {@code location} names the field in the error.
     *
     * <p>One evaluation at a time: the library keeps state in a compiled expression.
     */
    Object evaluate(String location, Bindings bindings) throws QueryFailed {
        Object found;
        try {
            synchronized (compiled) {
                Jsonata.Frame frame = compiled.createFrame();
                frame.setRuntimeBounds(MAX_MILLIS, MAX_DEPTH);
                bindings.values()
                        .forEach(
                                (name, value) ->
                                        frame.bind(
                                                name, value == null ? Jsonata.NULL_VALUE : value));
                found = compiled.evaluate(null, frame);
            }
        } catch (JException e) {
            throw failed(location, "threw an error during evaluation. " + describe(e));
        } catch (StackOverflowError e) {
            throw failed(location, "threw an error during evaluation. It recurses too deeply.");
        } catch (RuntimeException e) {
            throw failed(location, "threw an error during evaluation. " + e.getMessage());
        }
        if (found == null) {
            throw failed(location, "returned nothing (undefined).");
        }
        return plain(found, location);
    }

    QueryFailed unexpected(String location, String expected, Object value) {
        return failed(
                location,
                "returned an unexpected result type. Expected '%s', but was '%s' for value: %s"
                        .formatted(expected, typeOf(value), Datum.of(value).text()));
    }

    static String typeOf(Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> "string";
            case Number number -> "number";
            case Boolean truth -> "boolean";
            case List<?> list -> "array";
            default -> "object";
        };
    }

    private QueryFailed failed(String location, String what) {
        return new QueryFailed(
                location,
                "The JSONata expression '%s' specified for the field '%s' %s"
                        .formatted(source, location, what));
    }

    private Object plain(Object value, String location) throws QueryFailed {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case String text -> text;
            case Number number -> plainNumber(number, location);
            case List<?> list -> {
                List<Object> copy = new ArrayList<>(list.size());
                for (Object each : list) {
                    copy.add(plain(each, location));
                }
                yield copy;
            }
            case Map<?, ?> map -> {
                Map<String, Object> copy = LinkedHashMap.newLinkedHashMap(map.size());
                for (Map.Entry<?, ?> each : map.entrySet()) {
                    copy.put((String) each.getKey(), plain(each.getValue(), location));
                }
                yield copy;
            }
            default -> {
                if (value.equals(Jsonata.NULL_VALUE)) {
                    yield null;
                }
                throw failed(location, "returned an unsupported result type.");
            }
        };
    }

    private Number plainNumber(Number number, String location) throws QueryFailed {
        double asDouble = number.doubleValue();
        if (Double.isNaN(asDouble) || Double.isInfinite(asDouble)) {
            throw failed(location, "returned an unsupported result type.");
        }
        return Utils.convertNumber(number);
    }

    private static String describe(JException e) {
        String code = e.getError();
        String message = e.getMessage();
        return message == null || message.startsWith(code) ? code : code + ": " + message;
    }
}
