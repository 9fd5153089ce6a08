package dev.catalyst.llm;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long and how often a call is tried.
 *
 * @param attempts at most so many attempts
 * @param base the first wait's bound; each further one doubles
 * @param longest no wait without {@code Retry-After} is longer
 * @param total all waits of a call together
 */
public record Patience(int attempts, Duration base, Duration longest, Duration total) {

    public static final Patience USUAL =
            new Patience(8, Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofSeconds(60));

    /**
     * The wait before attempt {@code done + 1}: full jitter (AWS Architecture Blog, "Exponential
     * Backoff And Jitter"), and never sooner than the provider asked for.
     */
    Duration pause(int done, @Nullable Duration retryAfter, RandomGenerator random) {
        long bound = Math.min(longest.toMillis(), base.toMillis() << Math.min(done - 1, 20));
        Duration jitter = Duration.ofMillis(random.nextLong(bound + 1));
        return retryAfter == null ? jitter : retryAfter.plus(jitter.dividedBy(4));
    }
}
