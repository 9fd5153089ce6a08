package dev.catalyst.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.FakeProvider.Reply;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

/** Each provider over real HTTP, against a server that speaks its protocol. */
class ProvidersTest {

    private static final String KEY = ProviderCalls.KEY;
    private static final Reply THROTTLED = new Reply(429, "{}", "Retry-After", "1");
    private static final Reply BROKEN = new Reply(500, "{\"message\": \"failed for " + KEY + "\"}");
    private static final Duration LONG = Duration.ofSeconds(30);

    @RegisterExtension final ProviderCalls providers = new ProviderCalls();

    private ModelCall.Result call(Dialect dialect, FakeProvider server, Duration time) {
        return providers.call(dialect, server, time);
    }

    @ParameterizedTest
    @EnumSource
    void text_is_answered_with_its_bill_and_the_bound_of_output_was_sent(Dialect dialect)
            throws Exception {
        try (var server = new FakeProvider(new Reply(200, dialect.text("Hello")))) {
            var result = call(dialect, server, LONG);
            assertThat(result.outcome()).isInstanceOf(Outcome.Answered.class);
            var answered = (Outcome.Answered) result.outcome();
            assertThat(answered.message().text()).isEqualTo("Hello");
            assertThat(answered.usage().input()).isEqualTo(11);
            assertThat(answered.usage().output()).isEqualTo(7);
            assertThat(dialect.maxTokens(Json.tree(server.requests.getFirst())).asInt())
                    .isBetween(4096, ChatModels.MAX_OUTPUT);
            assertThat(server.requests.getFirst()).contains("read_file", "Agent: coder");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_tool_call_is_answered_with_its_arguments(Dialect dialect) throws Exception {
        try (var server = new FakeProvider(new Reply(200, dialect.toolCall()))) {
            var answered = (Outcome.Answered) call(dialect, server, LONG).outcome();
            var asked = answered.message().toolExecutionRequests().getFirst();
            assertThat(asked.name()).isEqualTo("read_file");
            assertThat(Json.tree(asked.arguments()).path("path").asText()).isEqualTo("a.txt");
        }
    }

    @ParameterizedTest
    @EnumSource
    void throttling_is_retried_no_sooner_than_the_provider_asks(Dialect dialect) throws Exception {
        try (var server = new FakeProvider(THROTTLED, new Reply(200, dialect.text("Hello")))) {
            var result = call(dialect, server, LONG);
            assertThat(result.outcome()).isInstanceOf(Outcome.Answered.class);
            assertThat(result.attempts()).isEqualTo(2);
            assertThat(server.times.get(1) - server.times.get(0))
                    .isGreaterThanOrEqualTo(1_000_000_000L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void errors_of_the_provider_end_as_unavailable_after_bounded_attempts(Dialect dialect)
            throws Exception {
        try (var server = new FakeProvider(BROKEN)) {
            var result = call(dialect, server, LONG);
            assertThat(result.outcome()).isInstanceOf(Outcome.Unavailable.class);
            assertThat(((Outcome.Unavailable) result.outcome()).reason()).contains("500");
            assertThat(server.requests).hasSize(3);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC", "GOOGLE"})
    void a_key_that_the_provider_repeats_is_cut_out(Dialect dialect) throws Exception {
        try (var server = new FakeProvider(BROKEN)) {
            assertThat(call(dialect, server, LONG).toString()).doesNotContain(KEY).contains("***");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_never_comes_is_cut_at_the_time_given_and_its_connection_closed(
            Dialect dialect) throws Exception {
        try (var server = new FakeProvider(FakeProvider.HANG)) {
            var result = call(dialect, server, Duration.ofMillis(700));
            assertThat(result.outcome()).isInstanceOf(Outcome.OutOfTime.class);
            assertThat(result.took()).isLessThan(Duration.ofSeconds(4));
            assertThat(result.lost()).isEqualTo(1);
            assertThat(server.callerHangsUpWithin(5)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_is_no_answer_is_garbled(Dialect dialect) throws Exception {
        try (var server = new FakeProvider(new Reply(200, "<html>welcome to our proxy"))) {
            assertThat(call(dialect, server, LONG).outcome()).isInstanceOf(Outcome.Garbled.class);
            assertThat(server.requests).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_is_cut_off_is_truncated(Dialect dialect) throws Exception {
        try (var server = new FakeProvider(new Reply(200, dialect.truncated()))) {
            assertThat(call(dialect, server, LONG).outcome()).isInstanceOf(Outcome.Truncated.class);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OLLAMA") // knows no refusal
    void a_refusal_is_refused_and_billed(Dialect dialect) throws Exception {
        try (var server = new FakeProvider(new Reply(200, dialect.refusal()))) {
            var outcome = call(dialect, server, LONG).outcome();
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(outcome.usage().output()).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_wrong_key_is_unavailable_at_once(Dialect dialect) throws Exception {
        try (var server = new FakeProvider(new Reply(401, "{\"message\":\"no\"}"))) {
            var result = call(dialect, server, LONG);
            assertThat(result.outcome()).isInstanceOf(Outcome.Unavailable.class);
            assertThat(result.attempts()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_refused_connection_is_unavailable(Dialect dialect) throws Exception {
        var server = new FakeProvider(BROKEN);
        server.close();
        var result = call(dialect, server, LONG);
        assertThat(result.outcome()).isInstanceOf(Outcome.Unavailable.class);
        assertThat(result.lost()).isZero();
    }
}
