package dev.catalyst.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.FakeProvider.Reply;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Answers that no provider should give, and errors in Bedrock's own words. */
class MisbehaviourTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private static final List<Dialect> BEDROCK = List.of(Dialect.BEDROCK, Dialect.BEDROCK_WHOLE);

    /** The name of the first count of tokens in each protocol. */
    private static final List<String> FIRST_COUNTS =
            List.of(
                    "prompt_tokens",
                    "input_tokens",
                    "promptTokenCount",
                    "prompt_eval_count",
                    "inputTokens");

    @RegisterExtension final ProviderCalls providers = new ProviderCalls();

    private ModelCall.Result call(Dialect dialect, Reply... script) throws Exception {
        try (var server = new FakeProvider(script)) {
            return providers.call(dialect, server, LONG);
        }
    }

    /** An answer whose token counts are all this figure; with an empty one they are left out. */
    private static Reply counting(Dialect dialect, String figure) {
        JsonNode answer = Json.tree(dialect.text("Hello"));
        var counts =
                (ObjectNode)
                        FIRST_COUNTS.stream()
                                .map(answer::findParent)
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElseThrow();
        var names =
                counts.propertyStream()
                        .filter(count -> count.getValue().isNumber())
                        .map(Map.Entry::getKey)
                        .toList();
        names.forEach(name -> counts.put(name, "FIGURE"));
        if (figure.isEmpty()) {
            counts.remove(names);
        }
        return new Reply(200, answer.toString().replace("\"FIGURE\"", figure));
    }

    @ParameterizedTest
    @EnumSource
    void tokens_that_are_not_counted_are_none(Dialect dialect) throws Exception {
        var answered = (Outcome.Answered) call(dialect, counting(dialect, "")).outcome();
        assertThat(answered.usage()).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void negative_tokens_lower_no_bill(Dialect dialect) throws Exception {
        var answered = (Outcome.Answered) call(dialect, counting(dialect, "-5")).outcome();
        assertThat(answered.usage()).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @EnumSource
    void more_tokens_than_a_number_holds_are_a_bill_that_can_be_summed_up(Dialect dialect)
            throws Exception {
        var price = Prices.current().of(new ModelName(Provider.OPENAI, "gpt-4o")).orElseThrow();
        for (String figure : new String[] {"2000000000", "9000000000000000000"}) {
            var result = call(dialect, counting(dialect, figure));
            assertThat(result.outcome())
                    .isInstanceOfAny(Outcome.Answered.class, Outcome.Garbled.class);
            assertThat(result.attempts()).isEqualTo(1);
            assertThat(price.nanoUsd(result.outcome().usage())).isNotNegative();
        }
    }

    @ParameterizedTest
    @EnumSource
    void arguments_that_are_no_object_come_to_the_agent_or_make_the_answer_unreadable(
            Dialect dialect) throws Exception {
        String malformed =
                dialect.toolCall()
                        .replace("{\\\"path\\\":\\\"a.txt\\\"}", "{not json")
                        .replace("{\"path\":\"a.txt\"}", "\"not an object\"");
        assertThat(malformed).isNotEqualTo(dialect.toolCall());
        var result = call(dialect, new Reply(200, malformed));
        assertThat(result.outcome()).isInstanceOfAny(Outcome.Answered.class, Outcome.Garbled.class);
        assertThat(result.attempts()).isEqualTo(1);
        assertThat(result.outcome().usage().output()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_breaks_off_is_lost_and_asked_for_again(Dialect dialect) throws Exception {
        String text = dialect.text("Hello");
        var result = call(dialect, Reply.cut(text), new Reply(200, text));
        assertThat(result.outcome()).isInstanceOf(Outcome.Answered.class);
        assertThat(result.attempts()).isEqualTo(2);
        assertThat(result.lost()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "ThrottlingException, 429, 2, 0",
        "ServiceUnavailableException, 503, 2, 0",
        "ModelNotReadyException, 429, 2, 0",
        "ModelTimeoutException, 408, 2, 1",
        "ModelErrorException, 424, 2, 0",
        "InternalServerException, 500, 2, 0",
        "ValidationException, 400, 1, 0",
        "AccessDeniedException, 403, 1, 0",
        "ResourceNotFoundException, 404, 1, 0"
    })
    void errors_of_bedrock_are_tried_again_if_they_may_pass(
            String type, int status, int attempts, int lost) throws Exception {
        var error = new Reply(status, "{\"message\":\"no\"}", "x-amzn-ErrorType", type);
        for (Dialect bedrock : BEDROCK) {
            var result = call(bedrock, error, new Reply(200, bedrock.text("Hello")));
            assertThat(result.attempts()).isEqualTo(attempts);
            assertThat(result.lost()).isEqualTo(lost);
            assertThat(result.outcome())
                    .isInstanceOf(
                            attempts == 2 ? Outcome.Answered.class : Outcome.Unavailable.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "content_filtered, Refused",
        "guardrail_intervened, Refused",
        "max_tokens, Truncated",
        "model_context_window_exceeded, Garbled",
        "stop_sequence, Answered",
        "malformed_model_output, Garbled",
        "malformed_tool_use, Garbled",
        "a_reason_of_tomorrow, Garbled"
    })
    void every_reason_of_bedrock_to_stop_is_known_and_billed(String reason, String outcome)
            throws Exception {
        for (Dialect bedrock : BEDROCK) {
            String answer = bedrock.text("Hello").replace("end_turn", reason);
            var result = call(bedrock, new Reply(200, answer));
            assertThat(result.outcome().getClass().getSimpleName()).isEqualTo(outcome);
            assertThat(result.outcome().usage().output()).isEqualTo(7);
            assertThat(result.attempts()).isEqualTo(1);
        }
    }
}
