package dev.catalyst.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Random;

class EditTest {

    @Test
    void a_unique_passage_is_replaced_and_its_line_told() {
        assertThat(Edit.of("one\ntwo\nthree\n", "two\nth", "2\nth"))
                .isEqualTo(new Edit.Applied("one\n2\nthree\n", 2));
    }

    @Test
    void an_edit_that_matches_twice_is_refused_with_the_count() {
        assertThat(Edit.of("ab ab", "ab", "c"))
                .isInstanceOfSatisfying(
                        Edit.Refused.class,
                        refused -> assertThat(refused.message()).contains("2 times"));
        assertThat(Edit.of("aaa", "aa", "b")).isInstanceOf(Edit.Refused.class);
    }

    @Test
    void an_edit_of_nothing_or_to_the_same_is_refused() {
        assertThat(Edit.of("a", "", "b")).isInstanceOf(Edit.Refused.class);
        assertThat(Edit.of("a", "a", "a")).isInstanceOf(Edit.Refused.class);
    }

    @Test
    void a_miss_answers_the_nearest_lines_with_their_numbers() {
        var text = "class A {\n  void run() {\n    int total = 1;\n    print(total);\n  }\n}\n";
        assertThat(Edit.of(text, "    int totl = 1;\n    print(totl);", "x"))
                .isInstanceOfSatisfying(
                        Edit.Missed.class,
                        missed ->
                                assertThat(missed.message())
                                        .contains("3:     int total = 1;")
                                        .contains("4:     print(total);"));
    }

    @Test
    void a_miss_in_an_empty_file_or_of_blank_lines_still_answers() {
        assertThat(Edit.of("", "x", "y")).isInstanceOf(Edit.Missed.class);
        assertThat(Edit.of("a\nb", "\n\n\n", "y")).isInstanceOf(Edit.Missed.class);
    }

    @Test
    void an_applied_edit_changes_that_passage_and_nothing_else() {
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            String text = text(random, 60);
            int from = random.nextInt(text.length());
            String old = text.substring(from, from + 1 + random.nextInt(text.length() - from));
            String replacement = text(random, 6);
            switch (Edit.of(text, old, replacement)) {
                case Edit.Applied applied -> {
                    assertThat(applied.text())
                            .as("seed %d", seed)
                            .isEqualTo(
                                    text.substring(0, from)
                                            + replacement
                                            + text.substring(from + old.length()));
                    assertThat(applied.line())
                            .isEqualTo(1 + text.substring(0, from).split("\n", -1).length - 1);
                }
                case Edit.Refused refused ->
                        assertThat(
                                        old.equals(replacement)
                                                || text.indexOf(old, text.indexOf(old) + 1) > 0)
                                .as("seed %d: %s", seed, refused.message())
                                .isTrue();
                case Edit.Missed missed ->
                        throw new AssertionError("seed " + seed + ": " + missed.message());
            }
        }
    }

    @Test
    void a_miss_shows_only_lines_of_the_file_at_their_numbers() {
        for (long seed = 0; seed < 1_000; seed++) {
            var random = new Random(seed);
            String text = text(random, 200);
            String sought = text(random, 1 + random.nextInt(80)) + "Z";
            if (Edit.of(text, sought, "") instanceof Edit.Missed missed) {
                String[] lines = text.lines().toArray(String[]::new);
                missed.message()
                        .lines()
                        .skip(1)
                        .forEach(
                                line -> {
                                    int number =
                                            Integer.parseInt(line.substring(0, line.indexOf(':')));
                                    assertThat(line).isEqualTo(number + ": " + lines[number - 1]);
                                });
                assertThat(missed.message().lines().count()).isBetween(2L, 21L);
            }
        }
    }

    private static String text(Random random, int length) {
        var text = new StringBuilder();
        for (int at = 0; at < length; at++) {
            text.append("ab \n".charAt(random.nextInt(4)));
        }
        return text.append('e').toString();
    }
}
