package dev.catalyst.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class Bm25Test {

    @Test
    void the_text_that_shares_the_rarest_words_comes_first() {
        var texts =
                List.of(
                        "a todo app with a list",
                        "a recipe book with ingredients",
                        "an app with a list of recipes and todos");

        assertThat(Bm25.nearest(texts, "ingredients of an app", 3)).startsWith(1).hasSize(3);
        assertThat(Bm25.nearest(texts, "recipes", 3)).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void words_are_found_in_their_other_forms_and_whatever_their_case() {
        assertThat(Bm25.nearest(List.of("booking rooms", "nothing"), "BOOKED room", 5))
                .containsExactly(0);
    }

    @Test
    void what_shares_no_word_is_not_found() {
        assertThat(Bm25.nearest(List.of("a todo app"), "submarine", 5)).isEmpty();
        assertThat(Bm25.nearest(List.of(), "todo", 5)).isEmpty();
        assertThat(Bm25.nearest(List.of("a todo app"), "", 5)).isEmpty();
        assertThat(Bm25.nearest(List.of(""), "the", 5)).isEmpty();
    }

    @Test
    void a_query_is_plain_text_whatever_its_characters() {
        var texts = List.of("recipe AND (a OR b)~2^3 [x TO y]", "other");

        for (var query :
                List.of("recipe AND", "\"recipe", "recipe*?~^:()[]{}\\", "+recipe -a /r/")) {
            assertThat(Bm25.nearest(texts, query, 2)).contains(0);
        }
    }

    @Test
    void any_texts_and_query_give_at_most_so_many_places_each_once() {
        var random = new Random(7);
        for (int round = 0; round < 50; round++) {
            var texts =
                    IntStream.range(0, random.nextInt(40))
                            .mapToObj(i -> words(random, 30))
                            .toList();
            int most = 1 + random.nextInt(10);

            var found = Bm25.nearest(texts, words(random, 2_000), most);

            assertThat(found).hasSizeLessThanOrEqualTo(most);
            assertThat(new HashSet<>(found)).hasSameSizeAs(found);
            assertThat(found).allMatch(place -> place >= 0 && place < texts.size());
        }
    }

    private static String words(Random random, int most) {
        return IntStream.range(0, random.nextInt(most))
                .mapToObj(i -> "w" + random.nextInt(500))
                .collect(Collectors.joining(" "));
    }
}
