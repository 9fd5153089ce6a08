package dev.catalyst.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Problem.FieldError;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The fields of a request's body, read one by one with their rules. {@link #check()} then refuses
 * the request with all broken rules at once, and with the fields that nobody asked for.
 */
public final class Fields {

    private static final BigDecimal MOST_MONEY = new BigDecimal("1000000");
    private static final int MOST_DECIMALS = 9;

    private final ObjectNode body;
    private final Set<String> known = new HashSet<>();
    private final List<FieldError> errors = new ArrayList<>();

    Fields(ObjectNode body) {
        this.body = body;
    }

    /**
     * A text that must be there and not blank; an empty string stands in for a refused one until
     * {@link #check()}.
     */
    public String text(String name, int longest) {
        var value = value(name);
        if (value.isEmpty()) {
            return refuse(name, "is required", "");
        }
        if (!value.get().isTextual()) {
            return refuse(name, "must be a text", "");
        }
        if (value.get().textValue().isBlank()) {
            return refuse(name, "must not be blank", "");
        }
        return bounded(name, value.get().textValue(), longest);
    }

    public Optional<String> optionalText(String name, int longest) {
        return value(name)
                .map(
                        value ->
                                value.isTextual()
                                        ? bounded(name, value.textValue(), longest)
                                        : refuse(name, "must be a text", ""));
    }

    /** A text that may be left out, but not blank if it is there; null counts as blank. */
    public Optional<String> changedText(String name, int longest) {
        return body.has(name) || !known.add(name)
                ? Optional.of(text(name, longest))
                : Optional.empty();
    }

    public Optional<Boolean> optionalFlag(String name) {
        return value(name)
                .map(
                        value ->
                                value.isBoolean()
                                        ? value.booleanValue()
                                        : refuse(name, "must be true or false", false));
    }

    /** An amount in USD: more than zero, at most a million, in whole nano-USD. */
    public Optional<BigDecimal> optionalMoney(String name) {
        return value(name)
                .map(
                        value ->
                                value.isNumber() && isMoney(value.decimalValue())
                                        ? canonical(value.decimalValue())
                                        : refuse(
                                                name,
                                                "must be a number of USD above 0 and at most 1000000, with at most 9 decimals",
                                                BigDecimal.ONE));
    }

    /**
     * A text that the function knows, such as the name of an enum's constant; the message lists
     * what is known.
     */
    public <T> Optional<T> optionalChoice(
            String name, Function<String, Optional<T>> known, List<T> all) {
        var value = value(name);
        var chosen =
                value.filter(JsonNode::isTextual).flatMap(text -> known.apply(text.textValue()));
        if (value.isPresent() && chosen.isEmpty()) {
            refuse(
                    name,
                    "must be one of "
                            + String.join(", ", all.stream().map(Object::toString).toList())
                                    .toLowerCase(Locale.ROOT),
                    "");
        }
        return chosen;
    }

    /** Adds a broken rule that the caller found. */
    public <T> T refuse(String name, String message, T standIn) {
        errors.add(new FieldError(name, message));
        return standIn;
    }

    /** Throws the 400 with every broken rule and every unknown field; returns if there is none. */
    public void check() {
        body.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!known.contains(name)) {
                                errors.add(new FieldError(name, "is not a field of this request"));
                            }
                        });
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
    }

    private static boolean isMoney(BigDecimal number) {
        return number.signum() > 0
                && number.compareTo(MOST_MONEY) <= 0
                && number.stripTrailingZeros().scale() <= MOST_DECIMALS;
    }

    /** The same number as the table gives it back: without trailing zeros or an exponent. */
    private static BigDecimal canonical(BigDecimal number) {
        var stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private Optional<JsonNode> value(String name) {
        known.add(name);
        return Optional.ofNullable(body.get(name)).filter(value -> !value.isNull());
    }

    private String bounded(String name, String text, int longest) {
        return text.length() <= longest
                ? text
                : refuse(
                        name,
                        "must have at most " + longest + " characters, and has " + text.length(),
                        "");
    }
}
