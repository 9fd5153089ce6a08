package dev.catalyst.llm;

import java.time.Duration;

/** The bounds of one call: of each attempt, and of all attempts with their waits. */
public record Limits(Duration attempt, Duration whole) {

    /** An answer of 8192 tokens takes a slow model two to three minutes. */
    public static final Duration LONGEST_ATTEMPT = Duration.ofMinutes(3);

    /** Time that an invocation keeps for storing the answer. */
    public static final Duration MARGIN = Duration.ofSeconds(15);

    public Limits {
        if (attempt.isNegative() || whole.isNegative()) {
            throw new IllegalArgumentException("negative time-out: " + attempt + ", " + whole);
        }
    }

    /** The bounds within an agent's remaining time and its invocation's. */
    public static Limits within(Duration agent, Duration invocation) {
        Duration whole = atLeastZero(min(agent, invocation.minus(MARGIN)));
        return new Limits(min(LONGEST_ATTEMPT, whole), whole);
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration atLeastZero(Duration time) {
        return time.isNegative() ? Duration.ZERO : time;
    }
}
