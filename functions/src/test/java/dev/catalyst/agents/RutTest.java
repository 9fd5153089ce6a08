package dev.catalyst.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a test hands in nothing and looks into what is there
class RutTest {

    private static boolean stuck(String... fingerprints) {
        Rut rut = Rut.NONE;
        for (String fingerprint : fingerprints) {
            rut = rut.after(fingerprint);
        }
        return rut.stuck();
    }

    @Test
    void the_same_three_times_in_a_row_is_stuck() {
        assertThat(stuck("a", "a", "a")).isTrue();
        assertThat(stuck("x", "y", "a", "a", "a")).isTrue();
        assertThat(stuck("a", "a", "b", "a")).isFalse();
    }

    @Test
    void a_pair_in_turn_three_times_is_stuck() {
        assertThat(stuck("a", "b", "a", "b", "a", "b")).isTrue();
        assertThat(stuck("a", "b", "a", "b", "a", "c")).isFalse();
        assertThat(stuck("a", "b", "a", "b")).isFalse();
    }

    @Test
    void what_differs_is_never_stuck_and_only_the_last_turns_are_kept() {
        Rut rut = Rut.NONE;
        for (int i = 0; i < 1000; i++) {
            rut = rut.after(String.valueOf(i));
            assertThat(rut.stuck()).isFalse();
        }
        assertThat(rut.recent()).hasSizeLessThan(10);
    }
}
