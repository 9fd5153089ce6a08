package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Map;

class HttpAnswerTest {

    private static HttpAnswer answer(String output) {
        return HttpAnswer.of(output.getBytes(StandardCharsets.UTF_8));
    }

    private static String body(HttpAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void status_headers_cookies_and_body_are_taken_over() {
        var answer =
                answer(
                        """
                        {"statusCode": 201, "headers": {"Location": "/x", "Content-Length": "9", "age": 5},
                         "multiValueHeaders": {"link": ["a", "b"]}, "cookies": ["a=1", "b=2"],
                         "body": "é"}
                        """);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(body(answer)).isEqualTo("é");
        assertThat(answer.headers())
                .containsExactlyInAnyOrder(
                        Map.entry("Location", "/x"),
                        Map.entry("age", "5"),
                        Map.entry("link", "a"),
                        Map.entry("link", "b"),
                        Map.entry("Set-Cookie", "a=1"),
                        Map.entry("Set-Cookie", "b=2"),
                        Map.entry("Content-Type", "text/plain;charset=UTF-8"));
    }

    @Test
    void a_base64_body_is_decoded() {
        var answer = answer("{\"statusCode\": 200, \"isBase64Encoded\": true, \"body\": \"//4A\"}");

        assertThat(answer.body()).containsExactly(0xff, 0xfe, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"a\":1}|{\"a\":1}", "[1]|[1]", "\"Hello\"|Hello", "null|null", "5|5"})
    void json_without_a_status_is_a_body(String output, String body) {
        var answer = answer(output);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).isEqualTo(body);
        assertThat(answer.headers()).containsExactly(Map.entry("Content-Type", "application/json"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"statusCode\": \"abc\"}",
                "{\"statusCode\": 99}",
                "{\"statusCode\": 200, \"isBase64Encoded\": true, \"body\": \"*\"}",
                "nonsense"
            })
    void what_is_no_answer_is_refused(String output) {
        assertThatThrownBy(() -> answer(output)).isInstanceOf(IllegalArgumentException.class);
    }
}
