package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class RefusalsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Refusals refusals = new Refusals();

    private long held(Instant now) {
        return refusals.hold(now).toMillis();
    }

    @Test
    void one_is_held_for_a_tenth_of_a_second() {
        assertThat(held(NOW)).isEqualTo(100);
        assertThat(held(NOW.plusSeconds(1))).isEqualTo(100);
    }

    @Test
    void of_many_one_goes_after_the_other() {
        for (int i = 0; i < 100; i++) {
            assertThat(held(NOW)).isEqualTo(100 + 5 * i);
        }
        assertThat(held(NOW.plusMillis(300))).isEqualTo(300);
    }

    @Test
    void none_is_held_for_more_than_two_seconds() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(held(NOW)).isLessThanOrEqualTo(2000);
        }
        assertThat(held(NOW.plusSeconds(2))).isEqualTo(100);
    }

    @Test
    void a_clock_set_back_holds_nobody_for_longer() {
        held(NOW);
        assertThat(held(NOW.minus(Duration.ofHours(1)))).isEqualTo(2000);
        assertThat(held(NOW.minus(Duration.ofMinutes(59)))).isEqualTo(100);
    }
}
