package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.catalyst.lambda.Problem.FieldError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

class FieldsTest {

    @Test
    void every_broken_rule_and_every_unknown_field_is_named_at_once() {
        assertThat(
                        errors(
                                "{\"name\": \" \", \"flag\": 1, \"colour\": \"red\"}",
                                fields -> {
                                    fields.text("name", 10);
                                    fields.text("prompt", 10);
                                    fields.optionalFlag("flag");
                                }))
                .extracting(FieldError::field)
                .containsExactly("name", "prompt", "flag", "colour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"null", "5", "[\"a\"]", "{}", "\"\"", "\"\\u2003\\t\"", "\"12345678901\""})
    void a_text_is_there_not_blank_and_bounded(String value) {
        assertThat(errors("{\"a\": " + value + "}", fields -> fields.text("a", 10)))
                .extracting(FieldError::field)
                .containsExactly("a");
    }

    @Test
    void a_text_is_taken_as_it_is() {
        assertThat(fields("{\"a\": \" Café ☕ 厨房 \"}").text("a", 20)).isEqualTo(" Café ☕ 厨房 ");
    }

    @Test
    void what_is_optional_may_be_left_out_or_null() {
        for (var body : List.of("{}", "{\"a\": null}")) {
            assertThat(fields(body).optionalText("a", 10)).isEmpty();
            assertThat(fields(body).optionalFlag("a")).isEmpty();
            assertThat(fields(body).optionalMoney("a")).isEmpty();
        }
    }

    @Test
    void a_text_that_changes_something_may_be_left_out_but_not_null() {
        assertThat(fields("{}").changedText("a", 10)).isEmpty();
        assertThat(fields("{\"a\": \"b\"}").changedText("a", 10)).contains("b");
        assertThat(errors("{\"a\": null}", fields -> fields.changedText("a", 10))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "true",
                "\"2\"",
                "1000000.01",
                "1e7",
                "0.0000000001",
                "1e-400",
                "1e-999999999",
                "1e999999999"
            })
    // a number whose digits were written out would take the heap and the day
    @Timeout(10)
    void an_amount_is_above_zero_at_most_a_million_and_in_whole_nano_dollars(String amount) {
        assertThat(errors("{\"usd\": " + amount + "}", fields -> fields.optionalMoney("usd")))
                .extracting(FieldError::field)
                .containsExactly("usd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "2.50", "1e6", "0.000000001", "10e-1"})
    void an_amount_is_the_number_that_the_table_gives_back(String amount) {
        var usd = fields("{\"usd\": " + amount + "}").optionalMoney("usd").orElseThrow();

        assertThat(usd).isEqualByComparingTo(new BigDecimal(amount));
        assertThat(usd.scale()).isBetween(0, 9);
        assertThat(usd.toString()).doesNotContain("E+").doesNotEndWith(".0");
    }

    @Test
    void a_choice_tells_what_there_is() {
        assertThat(
                        errors(
                                "{\"a\": \"x\"}",
                                fields ->
                                        fields.optionalChoice(
                                                "a",
                                                text -> Optional.<String>empty(),
                                                List.of("ON", "OFF"))))
                .extracting(FieldError::message)
                .containsExactly("must be one of on, off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "\"a\"",
                "null",
                "5",
                "{} trailing",
                "{\"a\": NaN}",
                "{\"a\":}"
            })
    void what_is_no_json_object_is_refused(String body) {
        assertThatThrownBy(() -> fields(body))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void what_is_nested_without_end_is_refused(String opening) {
        assertThatThrownBy(() -> fields(opening.repeat(50_000)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
    }

    private static List<FieldError> errors(String body, Consumer<Fields> read) {
        var fields = fields(body);
        read.accept(fields);
        return catchThrowableOfType(Problem.class, fields::check).errors();
    }

    private static Fields fields(String body) {
        return Requests.post("/", body).request().fields();
    }
}
