package dev.catalyst.sandbox;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a run's first process ended.
 *
 * @param exitCode 128 + signal where a signal ended it
 * @param broken the bound that ended it, null if it ended by itself
 * @param peakMemoryBytes of all processes together, as far as it was seen
 */
public record Ended(
        int exitCode,
        @Nullable Bound broken,
        Duration took,
        long peakMemoryBytes,
        String stdout,
        String stderr) {

    /** A bound whose breach ends a run. */
    public enum Bound {
        WALL,
        CPU,
        MEMORY,
        PROCESSES,
        OUTPUT
    }

    private static final Map<Integer, String> SIGNALS =
            Map.of(
                    1, "HUP", 2, "INT", 4, "ILL", 6, "ABRT", 7, "BUS", 9, "KILL", 11, "SEGV", 15,
                    "TERM", 24, "XCPU", 25, "XFSZ");

    /** The signal's name, if one ended the process. */
    public Optional<String> signal() {
        return exitCode > 128 && exitCode <= 192
                ? Optional.of(
                        SIGNALS.getOrDefault(exitCode - 128, Integer.toString(exitCode - 128)))
                : Optional.empty();
    }
}
