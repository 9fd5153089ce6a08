package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.catalyst.lambda.Allowance;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

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
        for (int i = 0; i < 80; i++) {
            assertThat(held(NOW)).isEqualTo(100 + 5 * i);
        }
        assertThat(held(NOW.plusMillis(300))).isEqualTo(200);
    }

    @Test
    void none_is_held_for_more_than_half_a_second() {
        for (int i = 0; i < 10_000; i++) {
            assertThat(held(NOW)).isLessThanOrEqualTo(500);
        }
        assertThat(held(NOW.plusMillis(500))).isEqualTo(100);
    }

    @Test
    void a_clock_set_back_holds_nobody_for_longer() {
        held(NOW);
        assertThat(held(NOW.minus(Duration.ofHours(1)))).isEqualTo(500);
        assertThat(held(NOW.minus(Duration.ofMinutes(59)))).isEqualTo(100);
    }

    @Test
    void who_asks_again_is_told_the_same_of_the_new_request() throws Exception {
        assertThat(refusals.again(request("ada", "/a", "one"), NOW)).isEmpty();
        refusals.note(request("ada", "/a", "one"), limited(), NOW);

        var again = refusals.again(request("ada", "/b", "two"), NOW.plusMillis(9)).orElseThrow();

        assertThat(again.status()).isEqualTo(429);
        assertThat(again.header("Retry-After")).contains("7");
        assertThat(again.header("X-RateLimit-Remaining")).contains("0");
        assertThat(again.headers().stream().filter(h -> HttpAnswer.is(h, RequestId.HEADER)))
                .containsExactly(Map.entry(RequestId.HEADER, "two"));
        assertThat(Json.MAPPER.readTree(again.body()))
                .isEqualTo(
                        Json.tree(
                                """
                                {"type": "urn:catalyst:rate_limited", "instance": "/b", "request_id": "two"}\
                                """));
    }

    @Test
    void who_asks_again_at_once_is_refused_whatever_has_come_in_meanwhile() {
        refusals.note(request("ada", "/a", "one"), limited(), NOW);

        assertThat(LongStream.range(0, 500)).allMatch(i -> isToldAgain("ada", NOW.plusMillis(i)));
    }

    @Test
    void after_half_a_second_one_request_each_ten_milliseconds_is_passed_on() {
        refusals.note(request("ada", "/a", "one"), limited(), NOW);

        long passed =
                LongStream.range(0, 1_000)
                        .filter(i -> !isToldAgain("ada", NOW.plusMillis(i)))
                        .count();

        assertThat(passed).isEqualTo(50);
    }

    @Test
    void a_second_after_the_last_refusal_all_are_passed_on() {
        refusals.note(request("ada", "/a", "one"), limited(), NOW);
        refusals.note(request("ada", "/a", "one"), limited(), NOW.plusMillis(500));

        assertThat(isToldAgain("ada", NOW.plusMillis(1_499))).isFalse();
        assertThat(isToldAgain("ada", NOW.plusMillis(1_499))).isTrue();
        assertThat(isToldAgain("ada", NOW.plusMillis(1_500))).isFalse();
        assertThat(isToldAgain("ada", NOW.plusMillis(1_500))).isFalse();
    }

    @Test
    void with_a_clock_set_back_all_are_passed_on() {
        refusals.note(request("ada", "/a", "one"), limited(), NOW);

        assertThat(isToldAgain("ada", NOW.minusSeconds(1))).isFalse();
        assertThat(isToldAgain("ada", NOW.minusSeconds(1))).isFalse();
    }

    @Test
    void it_counts_for_its_bearer_alone() {
        refusals.note(request("ada", "/a", "one"), limited(), NOW);

        assertThat(isToldAgain("bob", NOW)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void what_is_no_refusal_by_the_rate_counts_for_one_request(HttpAnswer answer) {
        refusals.note(request("ada", "/a", "one"), answer, NOW);

        assertThat(isToldAgain("ada", NOW)).isFalse();
    }

    static Stream<HttpAnswer> answers() {
        return Stream.of(
                // a budget is spent, with requests left and with the last one
                answer("3", "{\"type\": \"urn:catalyst:quota_exceeded\"}"),
                answer("0", "{\"type\": \"urn:catalyst:quota_exceeded\"}"),
                answer("0", "no document"),
                answer("0", "[]"),
                answer("0", ""));
    }

    @Test
    void a_functions_refusal_is_known() {
        var refused =
                catchThrowableOfType(
                        Problem.class, () -> Allowance.require(new Allowance(0, 7).context()));
        var body = Json.write(refused.document("/a", "one"));

        refusals.note(request("ada", "/a", "one"), answer("0", body), NOW);

        assertThat(isToldAgain("ada", NOW)).isTrue();
    }

    @Test
    void of_many_bearers_the_last_thousand_are_known() {
        for (int i = 0; i <= 1_000; i++) {
            refusals.note(request("one" + i, "/a", "one"), limited(), NOW);
        }

        assertThat(isToldAgain("one0", NOW)).isFalse();
        assertThat(isToldAgain("one1", NOW)).isTrue();
    }

    @Test
    void a_secret_in_the_path_is_not_told_again() {
        refusals.note(request("ada", "/a", "one"), limited(), NOW);
        var secret = "ghp_" + "a".repeat(36);

        var again = refusals.again(request("ada", "/" + secret, "two"), NOW).orElseThrow();

        assertThat(new String(again.body(), StandardCharsets.UTF_8)).doesNotContain(secret);
    }

    private boolean isToldAgain(String bearer, Instant now) {
        return refusals.again(request(bearer, "/a", "two"), now).isPresent();
    }

    private static HttpAnswer limited() {
        return answer("0", "{\"type\": \"urn:catalyst:rate_limited\", \"instance\": \"/a\"}");
    }

    private static HttpAnswer answer(String remaining, String body) {
        return new HttpAnswer(
                429,
                List.of(
                        Map.entry("Retry-After", "7"),
                        Map.entry("x-request-id", "one"),
                        Map.entry("X-RateLimit-Remaining", remaining)),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static GatewayRequest request(String bearer, String path, String id) {
        return new GatewayRequest(
                "GET",
                path,
                "",
                Map.of("authorization", List.of("Bearer " + bearer)),
                new byte[0],
                "HTTP/1.1",
                "127.0.0.1",
                80,
                NOW,
                id);
    }
}
