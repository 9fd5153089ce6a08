package dev.catalyst.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;

class PatienceTest {

    @Test
    void waits_are_random_below_a_bound_that_doubles_up_to_the_longest() {
        var random = new Random(3);
        for (int done = 1; done < 30; done++) {
            long bound = Math.min(20_000, 500L << Math.min(done - 1, 10));
            for (int i = 0; i < 50; i++) {
                assertThat(Patience.USUAL.pause(done, null, random).toMillis())
                        .isBetween(0L, bound);
            }
        }
    }

    @Test
    void no_wait_is_shorter_than_the_provider_asks_for() {
        var random = new Random(3);
        for (int i = 0; i < 200; i++) {
            assertThat(Patience.USUAL.pause(1, Duration.ofSeconds(7), random))
                    .isGreaterThanOrEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    void retry_after_is_read_as_seconds_or_date_and_nonsense_is_ignored() {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        assertThat(RetryAfter.parse("3", now)).contains(Duration.ofSeconds(3));
        assertThat(RetryAfter.parse("0.25", now)).contains(Duration.ofMillis(250));
        assertThat(RetryAfter.parse("Thu, 01 Jan 2026 00:00:09 GMT", now))
                .contains(Duration.ofSeconds(9));
        assertThat(RetryAfter.parse("-1", now)).isEmpty();
        assertThat(RetryAfter.parse("NaN", now)).isEmpty();
        assertThat(RetryAfter.parse("soon", now)).isEmpty();
    }

    @Test
    void the_whole_call_ends_before_its_invocation_does() {
        assertThat(Limits.within(Duration.ofSeconds(300), Duration.ofSeconds(60)).whole())
                .isEqualTo(Duration.ofSeconds(60).minus(Limits.MARGIN));
        assertThat(Limits.within(Duration.ofSeconds(15), Duration.ofSeconds(900)).attempt())
                .isEqualTo(Duration.ofSeconds(15));
        assertThat(Limits.within(Duration.ofSeconds(15), Duration.ofSeconds(2)).whole()).isZero();
    }
}
