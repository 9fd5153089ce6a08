package dev.catalyst.agents;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

@NullUnmarked // a test hands in nothing and looks into what is there
class ExcerptTest {

    @Test
    void a_short_text_stays_as_it_is() {
        assertThat(Excerpt.of("short", 5)).isEqualTo("short");
    }

    @Test
    void of_a_long_text_head_and_tail_are_kept_and_the_gap_is_told() {
        String cut = Excerpt.of("a".repeat(50) + "b".repeat(50), 20);
        assertThat(cut).startsWith("aaaaaaaaaa\n").endsWith("\nbbbbbbbbbb").contains("80 char");
    }

    @Test
    void no_character_is_torn_apart() {
        var random = new Random(5);
        for (int i = 0; i < 500; i++) {
            var text = new StringBuilder();
            for (int c = 0; c < 60; c++) {
                text.appendCodePoint(random.nextBoolean() ? 0x1F389 : 'a' + random.nextInt(26));
            }
            String cut = Excerpt.of(text.toString(), 1 + random.nextInt(50));
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(cut)).isTrue();
        }
    }
}
