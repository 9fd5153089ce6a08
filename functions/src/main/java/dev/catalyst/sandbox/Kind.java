package dev.catalyst.sandbox;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;

/** What the sandbox is asked for; on the wire in lower case. */
public enum Kind {
    /** Does all of it compile? */
    COMPILE,
    /** Compile, then run every test. */
    TEST,
    /** Start the application by its run command and ask for a page. */
    SMOKE,
    /** Nothing is run: can code be run at all, and how is it isolated? */
    PROBE;

    @JsonCreator
    public static Kind of(String wire) {
        return Arrays.stream(values())
                .filter(kind -> kind.wire().equals(wire))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "kind is '" + wire + "': give compile, test or smoke"));
    }

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
