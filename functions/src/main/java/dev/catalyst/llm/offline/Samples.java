package dev.catalyst.llm.offline;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.offline.Blueprint.Entity;
import dev.catalyst.llm.offline.Blueprint.Field;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values for the fields of a generated application's tests, as JSON. */
final class Samples {

    /** Text that no choice of a prompt is likely to be. */
    private static final String NO_CHOICE = "none of these";

    private Samples() {}

    /** A valid resource. */
    static String one(Entity entity) {
        return object(entity, true);
    }

    /** Another one: every field whose kind allows it has another value. */
    static String other(Entity entity) {
        return object(entity, false);
    }

    private static String object(Entity entity, boolean first) {
        Map<String, Object> object = new LinkedHashMap<>();
        entity.fields().forEach(field -> object.put(field.name(), value(field, first)));
        return Json.write(object);
    }

    private static Object value(Field field, boolean first) {
        return switch (field.kind()) {
            case Kind.Text text -> (first ? "Some " : "Another ") + field.name().replace('_', ' ');
            case Kind.WholeNumber number when number.isBounded() ->
                    first ? number.least() : number.most();
            case Kind.WholeNumber number -> first ? 20 : -7;
            case Kind.Decimal decimal -> first ? new BigDecimal("48.5") : new BigDecimal("50");
            case Kind.Date date -> first ? "2026-01-31" : "2024-02-29";
            case Kind.YesOrNo yesOrNo -> !first;
            case Kind.OneOf(var choices) -> first ? choices.getFirst() : choices.getLast();
            case Kind.OneOfNumbers(var choices) -> first ? choices.getFirst() : choices.getLast();
        };
    }

    /** JSON values that the field must not take. */
    static List<String> wrong(Field field) {
        return switch (field.kind()) {
            case Kind.Text text -> List.of("5", "true", "{}", "[\"a\"]");
            case Kind.WholeNumber number when number.isBounded() ->
                    List.of(
                            "\"" + number.least() + "\"",
                            number.least() + ".5",
                            "true",
                            Long.toString(number.least() - 1),
                            Long.toString(number.most() + 1));
            case Kind.WholeNumber number ->
                    List.of("\"20\"", "2.5", "true", "[[]]", "1e999", "9223372036854775808");
            case Kind.Decimal decimal -> List.of("\"48.5\"", "true", "{}", "1e999", "1e-999");
            case Kind.Date date ->
                    List.of(
                            "\"31.01.2026\"",
                            "\"2026-02-30\"",
                            "\"2026-1-31\"",
                            "\"\"",
                            "20260131");
            case Kind.YesOrNo yesOrNo -> List.of("\"no\"", "\"true\"", "0", "1", "{}");
            case Kind.OneOf(var choices) ->
                    List.of(Json.write(stranger(choices)), "\"\"", "5", "true", "[]");
            case Kind.OneOfNumbers(var choices) ->
                    List.of(
                            "\"" + choices.getFirst() + "\"",
                            choices.getFirst() + ".5",
                            Long.toString(
                                    choices.stream().mapToLong(Long::longValue).max().orElseThrow()
                                            + 1));
        };
    }

    private static String stranger(List<String> choices) {
        var name = new StringBuilder(NO_CHOICE);
        while (choices.contains(name.toString())) {
            name.append(" either");
        }
        return name.toString();
    }
}
