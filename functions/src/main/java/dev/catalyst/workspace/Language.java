package dev.catalyst.workspace;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;

/** What a task's code is written in; on the wire `java`, `python` or `node`. */
public enum Language {
    JAVA,
    PYTHON,
    NODE;

    @JsonCreator
    public static Language of(String wire) {
        return Arrays.stream(values())
                .filter(language -> language.wire().equals(wire))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "runtime is '" + wire + "': give java, python or node"));
    }

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
