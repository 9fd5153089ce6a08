package dev.catalyst.llm;

import java.time.Duration;
import java.time.Instant;

/**
 * What is known of a provider's condition, and how many retries are left: a circuit breaker and a
 * retry budget in one value, so that both are shared by sharing it. Pure: every method answers the
 * next value.
 *
 * @param failures calls in a row that failed while closed
 * @param openings times in a row that it opened; each doubles the time that it stays open
 * @param until while open, when the next probe may go; while probing, when unanswered probes are
 *     given up
 * @param probing probes that were let through since it was last open
 * @param recovered probes of these that succeeded
 * @param retries tenths of a retry that the budget holds
 */
public record Circuit(
        State state,
        int failures,
        int openings,
        Instant until,
        int probing,
        int recovered,
        int retries) {

    /** Closed lets every call through, open none, probing a few. */
    public enum State {
        CLOSED,
        OPEN,
        PROBING
    }

    /** Whether a call may go now. */
    public sealed interface Admission {
        /** It may; {@code next} is to be stored first if it differs. */
        record Go(Circuit next) implements Admission {}

        /** It may not before this time. */
        record Wait(Instant until) implements Admission {}
    }

    static final int FAILURES_TO_OPEN = 5;
    static final int PROBES = 2;
    static final Duration FIRST_OPENING = Duration.ofSeconds(5);
    static final Duration LONGEST_OPENING = Duration.ofSeconds(60);

    /** After this a probe whose caller died counts no longer. */
    static final Duration PROBE_LEASE = Duration.ofSeconds(60);

    /** How long a caller waits before it asks again while probes are under way. */
    static final Duration PROBE_POLL = Duration.ofSeconds(1);

    /** A retry costs ten tenths; each call gives one: attempts are at most 1.1 x calls + 20. */
    static final int RETRY = 10;

    static final int FULL = 20 * RETRY;

    public static final Circuit CLOSED = new Circuit(State.CLOSED, 0, 0, Instant.EPOCH, 0, 0, FULL);

    /** Whether a call may go, and what that makes of the circuit. */
    public Admission admit(Instant now) {
        return switch (state) {
            case CLOSED -> new Admission.Go(this);
            case OPEN -> now.isBefore(until) ? new Admission.Wait(until) : probe(now, 1);
            case PROBING -> {
                if (probing < PROBES) {
                    yield probe(now, probing + 1);
                }
                yield now.isBefore(until)
                        ? new Admission.Wait(now.plus(PROBE_POLL))
                        : probe(now, 1);
            }
        };
    }

    private Admission probe(Instant now, int number) {
        int counted = number == 1 ? 0 : recovered;
        return new Admission.Go(
                new Circuit(
                        State.PROBING,
                        0,
                        openings,
                        now.plus(PROBE_LEASE),
                        number,
                        counted,
                        retries));
    }

    /** The provider answered. */
    public Circuit succeeded() {
        return switch (state) {
            case CLOSED -> closed(0);
            // the answer of a call that went before it opened says nothing about now
            case OPEN -> this;
            case PROBING ->
                    recovered + 1 >= PROBES
                            ? closed(0)
                            : new Circuit(
                                    state, 0, openings, until, probing, recovered + 1, retries);
        };
    }

    /** The provider failed: an error of its own, no connection, or no answer in time. */
    public Circuit failed(Instant now) {
        return switch (state) {
            case CLOSED -> failures + 1 >= FAILURES_TO_OPEN ? opened(now) : closed(failures + 1);
            case OPEN -> this;
            case PROBING -> opened(now);
        };
    }

    /** A call begins, which earns a tenth of a retry. */
    public Circuit called() {
        return withRetries(Math.min(FULL, retries + 1));
    }

    /** Whether the budget allows one more retry. */
    public boolean mayRetry() {
        return retries >= RETRY;
    }

    /** One retry less. */
    public Circuit retried() {
        return withRetries(Math.max(0, retries - RETRY));
    }

    private Circuit closed(int seen) {
        return new Circuit(State.CLOSED, seen, 0, Instant.EPOCH, 0, 0, retries);
    }

    private Circuit opened(Instant now) {
        long factor = 1L << Math.min(openings, 10);
        Duration open = FIRST_OPENING.multipliedBy(factor);
        return new Circuit(
                State.OPEN,
                0,
                openings + 1,
                now.plus(open.compareTo(LONGEST_OPENING) > 0 ? LONGEST_OPENING : open),
                0,
                0,
                retries);
    }

    private Circuit withRetries(int tenths) {
        return new Circuit(state, failures, openings, until, probing, recovered, tenths);
    }
}
