package dev.catalyst.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The typed answer with which an agent finishes: a record, its schema, and what the schema cannot
 * say.
 *
 * @param rules gives what is wrong with a value that fits the schema
 */
public record Answer<T extends Record>(
        Class<T> type, Schema schema, Function<T, List<String>> rules) {

    /** An answer that was read, or why it is none. */
    public sealed interface Reading<T> {
        record Valid<T>(T value) implements Reading<T> {}

        record Invalid<T>(List<String> problems) implements Reading<T> {
            public Invalid {
                problems = List.copyOf(problems);
            }
        }
    }

    public static <T extends Record> Answer<T> of(Class<T> type, Function<T, List<String>> rules) {
        return new Answer<>(type, Schema.of(type), rules);
    }

    public Reading<T> read(String text) {
        try {
            return read(Json.tree(text));
        } catch (UncheckedIOException noJson) {
            return new Reading.Invalid<>(List.of("this is no JSON: " + noJson.getMessage()));
        }
    }

    private Reading<T> read(JsonNode json) {
        List<String> misfits = schema.problems(json);
        if (!misfits.isEmpty()) {
            return new Reading.Invalid<>(misfits);
        }
        T value;
        try {
            value = Json.MAPPER.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            return new Reading.Invalid<>(List.of(e.getOriginalMessage()));
        }
        List<String> broken = rules.apply(value);
        return broken.isEmpty() ? new Reading.Valid<>(value) : new Reading.Invalid<>(broken);
    }

    /** The answer in a message of plain text, whole or fenced, if it is there. */
    public Optional<T> in(String text) {
        int from = text.indexOf('{');
        int to = text.lastIndexOf('}');
        if (from < 0 || to < from) {
            return Optional.empty();
        }
        return switch (read(text.substring(from, to + 1))) {
            case Reading.Valid<T>(T value) -> Optional.of(value);
            case Reading.Invalid<T> invalid -> Optional.empty();
        };
    }
}
