package dev.catalyst.local.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {

    private static boolean matches(String pattern, String event) {
        return EventPattern.of(Json.tree(pattern)).matches(Json.tree(event));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'[\"a\"]'; '\"a\"'; true",
                "'[\"a\"]'; '\"A\"'; false",
                "'[\"a\", \"b\"]'; '\"b\"'; true",
                "'[\"a\"]'; '[\"x\", \"a\"]'; true",
                "'[\"a\"]'; '[]'; false",
                "'[5]'; '5.0'; true",
                "'[5]'; '\"5\"'; false",
                "'[true]'; 'true'; true",
                "'[null]'; 'null'; true",
                "'[null]'; '\"null\"'; false",
                "'[\"\"]'; '\"\"'; true",
                "'[{\"prefix\": \"SLOT#\"}]'; '\"SLOT#01\"'; true",
                "'[{\"prefix\": \"SLOT#\"}]'; '\"xSLOT#01\"'; false",
                "'[{\"prefix\": {\"equals-ignore-case\": \"slot\"}}]'; '\"SLOT#01\"'; true",
                "'[{\"suffix\": \".png\"}]'; '\"a.png\"'; true",
                "'[{\"suffix\": \".png\"}]'; '5'; false",
                "'[{\"equals-ignore-case\": \"Ab\"}]'; '\"aB\"'; true",
                "'[{\"wildcard\": \"a*c*\"}]'; '\"abc\"'; true",
                "'[{\"wildcard\": \"a.c\"}]'; '\"abc\"'; false",
                "'[{\"wildcard\": \"*\"}]'; '\"\"'; true",
                "'[{\"anything-but\": \"a\"}]'; '\"b\"'; true",
                "'[{\"anything-but\": [\"a\", 5]}]'; '5'; false",
                "'[{\"anything-but\": {\"prefix\": \"a\"}}]'; '\"ab\"'; false",
                "'[{\"anything-but\": {\"prefix\": [\"a\", \"b\"]}}]'; '\"bc\"'; false",
                "'[{\"anything-but\": {\"prefix\": [\"a\", \"b\"]}}]'; '\"c\"'; true",
                "'[{\"numeric\": [\">\", 0, \"<=\", 5]}]'; '5'; true",
                "'[{\"numeric\": [\">\", 0, \"<=\", 5]}]'; '0'; false",
                "'[{\"numeric\": [\"=\", 3.018e2]}]'; '301.8'; true",
                "'[{\"numeric\": [\">\", 0]}]'; '\"5\"'; false",
                "'[{\"exists\": true}]'; 'null'; true",
                "'[{\"exists\": true}]'; '{\"a\": 1}'; false",
                "'[{\"exists\": false}]'; '1'; false",
                "'[\"x\", {\"prefix\": \"y\"}]'; '\"yes\"'; true",
            })
    void one_of_the_conditions_must_hold(String condition, String value, boolean holds) {
        assertThat(matches("{\"f\": " + condition + "}", "{\"f\": " + value + "}"))
                .isEqualTo(holds);
    }

    @Test
    void an_absent_field_matches_only_its_absence() {
        assertThat(matches("{\"f\": [{\"exists\": false}]}", "{}")).isTrue();
        assertThat(matches("{\"a\": {\"f\": [{\"exists\": false}]}}", "{}")).isTrue();
        assertThat(matches("{\"f\": [{\"exists\": true}]}", "{}")).isFalse();
        assertThat(matches("{\"f\": [{\"anything-but\": \"a\"}]}", "{}")).isFalse();
        assertThat(matches("{\"f\": [null]}", "{}")).isFalse();
    }

    @Test
    void all_named_fields_must_match_and_others_do_not_count() {
        String pattern =
                "{\"source\": [\"aws.states\"], \"detail\": {\"status\": [\"FAILED\", \"ABORTED\"]}}";

        assertThat(
                        matches(
                                pattern,
                                "{\"source\": \"aws.states\", \"x\": 1, \"detail\": {\"status\": \"ABORTED\"}}"))
                .isTrue();
        assertThat(
                        matches(
                                pattern,
                                "{\"source\": \"aws.states\", \"detail\": {\"status\": \"RUNNING\"}}"))
                .isFalse();
        assertThat(matches(pattern, "{\"source\": \"aws.states\", \"detail\": \"FAILED\"}"))
                .isFalse();
    }

    @Test
    void an_array_of_objects_matches_if_one_of_them_does() {
        String pattern = "{\"r\": {\"a\": [1], \"b\": [2]}}";

        assertThat(matches(pattern, "{\"r\": [{\"a\": 0}, {\"a\": 1, \"b\": 2}]}")).isTrue();
        assertThat(matches(pattern, "{\"r\": [{\"a\": 1}, {\"b\": 2}]}")).isFalse();
    }

    @Test
    void one_alternative_of_or_must_match() {
        String pattern = "{\"s\": [\"x\"], \"$or\": [{\"a\": [1]}, {\"b\": {\"c\": [2]}}]}";

        assertThat(matches(pattern, "{\"s\": \"x\", \"a\": 1}")).isTrue();
        assertThat(matches(pattern, "{\"s\": \"x\", \"b\": {\"c\": 2}}")).isTrue();
        assertThat(matches(pattern, "{\"s\": \"x\"}")).isFalse();
        assertThat(matches(pattern, "{\"a\": 1}")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"f\": \"a\"}",
                "{\"f\": []}",
                "{\"f\": {}}",
                "{\"f\": [{\"cidr\": \"10.0.0.0/8\"}]}",
                "{\"f\": [{\"prefix\": 5}]}",
                "{\"f\": [{\"numeric\": [\">\"]}]}",
                "{\"f\": [{\"numeric\": [\"~\", 5]}]}",
                "{\"f\": [{\"prefix\": \"a\", \"suffix\": \"b\"}]}"
            })
    void what_is_not_understood_is_refused(String pattern) {
        assertThatThrownBy(() -> EventPattern.of(Json.tree(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("event pattern");
    }
}
