package dev.catalyst.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SearchTest {

    @Test
    void a_literal_search_takes_no_character_for_an_operator() {
        assertThat(Search.literal("a.b(").in("f", "axb(\na.b(c)\nA.B(", 10))
                .extracting(Search.Hit::line)
                .containsExactly(2, 3);
    }

    @Test
    void a_regular_expression_is_matched_line_by_line() {
        assertThat(Search.regex("^int \\w+$").in("f", "int a\n int b\nint c", 10))
                .extracting(Search.Hit::text)
                .containsExactly("int a", "int c");
    }

    @Test
    void no_more_hits_are_answered_than_asked_for() {
        assertThat(Search.literal("x").in("f", "x\n".repeat(100), 3)).hasSize(3);
    }

    @Test
    void an_invalid_or_empty_expression_is_refused_with_the_reason() {
        assertThatThrownBy(() -> Search.regex("(")).isInstanceOf(Search.Refused.class);
        assertThatThrownBy(() -> Search.regex("")).isInstanceOf(Search.Refused.class);
        assertThatThrownBy(() -> Search.literal("")).isInstanceOf(Search.Refused.class);
    }

    @Test
    void an_expression_that_would_take_for_ever_is_given_up() {
        var hostile = Search.regex("(.*)(.*)(.*)(.*)(.*)(.*)x");
        assertThatThrownBy(() -> hostile.in("f", "a".repeat(300), 1))
                .isInstanceOf(Search.Refused.class);
    }

    @Test
    void an_expression_that_would_overflow_the_stack_is_given_up() {
        var deep = Search.regex("(?:(?:(?:a|b)|(?:c|d))|(?:e|f))*z");
        assertThatThrownBy(() -> deep.in("f", "abcdef".repeat(333), 1))
                .isInstanceOf(Search.Refused.class);
    }
}
