package dev.catalyst.local.stepfunctions.asl;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A JSON value that is kept in the form it came in and turned into the other one only when asked: a
 * state that passes its input on never parses it, so its text stays the sender's byte for byte.
 *
 * <p>The tree is made of Map, List, String, Number, Boolean and null, and nobody changes it.
 */
public final class Datum {

    /** Bytes (UTF-8) that a state's input or output may have; the service's quota. */
    public static final int MAX_BYTES = 262_144;

    public static final Datum EMPTY_OBJECT = ofText("{}");

    static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private String text;
    private Object tree;
    private boolean parsed;

    private Datum(String text, Object tree, boolean parsed) {
        this.text = text;
        this.tree = tree;
        this.parsed = parsed;
    }

    /** A value whose text is known to be JSON. */
    public static Datum ofText(String json) {
        return new Datum(json, null, false);
    }

    /** A value from outside; throws {@link UncheckedIOException} if the text is not JSON. */
    public static Datum parse(String json) {
        Datum datum = ofText(json);
        if (json.isBlank()) {
            throw new UncheckedIOException(new java.io.IOException("an empty text is not JSON"));
        }
        datum.tree();
        return datum;
    }

    public static Datum of(Object tree) {
        return new Datum(null, tree, true);
    }

    public static Datum of(JsonNode node) {
        return ofText(node.toString());
    }

    /** The compact JSON. */
    public synchronized String text() {
        if (text == null) {
            try {
                text = MAPPER.writeValueAsString(tree);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text;
    }

    public synchronized Object tree() {
        if (!parsed) {
            try {
                tree = MAPPER.readValue(text, Object.class);
                parsed = true;
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tree;
    }

    public JsonNode node() {
        try {
            return MAPPER.readTree(text());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean tooLarge() {
        String json = text();
        // three bytes for a char at most: most texts need no counting
        return json.length() * 3L > MAX_BYTES
                && json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES;
    }

    @Override
    public String toString() {
        return text();
    }
}
