package dev.catalyst.local.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;

/**
 * Holds back what tells a client that it asks too often, and lets one such answer go after the
 * other: most ask again as soon as they know, and so a flood costs those who are served little of
 * this machine, however many connections it has.
 */
final class Refusals {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration APART = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** When the last one goes. */
    private Instant last = Instant.EPOCH;

    /** How long a refusal of this moment is to be held. */
    synchronized Duration hold(Instant now) {
        var behind = Duration.between(now, last.plus(APART));
        var hold = Collections.min(List.of(LONGEST, Collections.max(List.of(SHORTEST, behind))));
        last = now.plus(hold);
        return hold;
    }
}
