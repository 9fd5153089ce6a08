package dev.catalyst.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

class OutputTest {

    @Test
    void short_output_is_whole() {
        assertThat(kept(10, "0123456789")).isEqualTo("0123456789");
        assertThat(kept(10, "")).isEmpty();
    }

    @Test
    void long_output_keeps_head_and_tail_and_says_what_is_cut() {
        assertThat(kept(10, "0123456789abcdefghij"))
                .isEqualTo("01234\n[... 10 bytes cut ...]\nfghij");
    }

    @Test
    void of_any_output_head_and_tail_are_kept_in_bounded_memory() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            String text =
                    random.ints(random.nextInt(100_000), 'a', 'z')
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .toString();
            int most = 2 + 2 * random.nextInt(2_000);
            String kept = kept(most, text);
            if (text.length() <= most) {
                assertThat(kept).as("seed %d", seed).isEqualTo(text);
            } else {
                assertThat(kept)
                        .as("seed %d", seed)
                        .startsWith(text.substring(0, most / 2) + "\n[... ")
                        .endsWith(" ...]\n" + text.substring(text.length() - most / 2));
            }
        }
    }

    private static String kept(int most, String text) {
        var output = new Output(most);
        output.drain(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        return output.text();
    }
}
