package dev.catalyst.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.FakeProvider.Reply;
import dev.langchain4j.exception.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;

import java.time.Duration;

/** Streams of Bedrock that end where they should not, and events that nobody told of. */
class ConverseStreamTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** Where the arguments stand among the events of a tool's call. */
    private static final int ARGUMENTS = 3;

    private static final Reply GOOD = new Reply(200, Dialect.BEDROCK.text("Hello"));

    @RegisterExtension final ProviderCalls providers = new ProviderCalls();

    private ModelCall.Result call(Reply... script) throws Exception {
        try (var server = new FakeProvider(script)) {
            return providers.call(Dialect.BEDROCK, server, LONG);
        }
    }

    private static ArrayNode events(String list) {
        return (ArrayNode) Json.tree(list);
    }

    private static Reply reply(ArrayNode events) {
        return new Reply(200, events.toString());
    }

    private static Outcome.Answered answered(ModelCall.Result result) {
        assertThat(result.attempts()).isEqualTo(1);
        return (Outcome.Answered) result.outcome();
    }

    @Test
    void a_stream_that_ends_before_its_answer_is_lost_and_one_that_ends_behind_it_is_not()
            throws Exception {
        int all = events(Dialect.BEDROCK.toolCall()).size();
        for (int some = 0; some < all; some++) {
            var events = events(Dialect.BEDROCK.toolCall());
            while (events.size() > some) {
                events.remove(some);
            }
            var result = call(reply(events), GOOD);
            var answer = (Outcome.Answered) result.outcome();
            boolean lost = some < all - 1;
            assertThat(result.lost()).as("after %d events", some).isEqualTo(lost ? 1 : 0);
            assertThat(result.attempts()).isEqualTo(lost ? 2 : 1);
            assertThat(answer.message().hasToolExecutionRequests()).isEqualTo(!lost);
            assertThat(answer.usage().output()).isEqualTo(lost ? 7 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, 2",
        "serviceUnavailableException, 2",
        "internalServerException, 2",
        "modelStreamErrorException, 2",
        "validationException, 1"
    })
    void an_error_instead_of_an_answer_is_that_error(String type, int attempts) throws Exception {
        var error = events("[{\"%s\":{\"message\":\"no\"}}]".formatted(type));
        var result = call(reply(error), GOOD);
        assertThat(result.attempts()).isEqualTo(attempts);
        assertThat(result.lost()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "throttlingException",
                "serviceUnavailableException",
                "internalServerException",
                "modelStreamErrorException",
                "validationException"
            })
    void an_error_in_the_middle_of_an_answer_loses_it(String type) throws Exception {
        var events = events(Dialect.BEDROCK.text("Hello"));
        events.insertObject(2).putObject(type).put("message", "no");
        var result = call(reply(events), GOOD);
        assertThat(result.outcome()).isInstanceOf(Outcome.Answered.class);
        assertThat(result.attempts()).isEqualTo(2);
        assertThat(result.lost()).isEqualTo(1);
    }

    @Test
    void what_is_not_known_and_what_the_model_thinks_is_passed_over() throws Exception {
        var events = events(Dialect.BEDROCK.text("Hello"));
        events.insertObject(1).putObject("anEventOfTomorrow").put("x", 1);
        events.insertObject(1)
                .putObject("contentBlockDelta")
                .putObject("delta")
                .putObject("reasoningContent")
                .put("text", "Hm.");
        events.insertObject(1).putObject("contentBlockDelta");
        events.insertObject(1).putObject("contentBlockStart");
        assertThat(answered(call(reply(events))).message().text()).isEqualTo("Hello");
    }

    /** A call of read_file whose arguments come in parts of two characters. */
    private static ArrayNode called(String id, String arguments) {
        var events = events(Dialect.BEDROCK.toolCall().replace("call_1", id));
        events.remove(ARGUMENTS);
        int at = ARGUMENTS;
        for (String part : arguments.split("(?<=\\G..)")) {
            events.insertObject(at++)
                    .putObject("contentBlockDelta")
                    .putObject("delta")
                    .putObject("toolUse")
                    .put("input", part);
        }
        return events;
    }

    @Test
    void several_calls_keep_their_order_and_their_arguments() throws Exception {
        String one = "{\"path\":\"\u00e4/\\n\",\"deep\":{\"list\":[1,-2.50,true,null,{}]}}";
        String other = "{\"path\":\"b\"}";
        var events = called("call_1", one);
        var second = called("call_2", other);
        int end = events.size() - 2;
        for (int event = second.size() - 3; event >= 1; event--) {
            events.insert(end, second.get(event));
        }
        var calls = answered(call(reply(events))).message().toolExecutionRequests();
        assertThat(calls).extracting(call -> call.id()).containsExactly("call_1", "call_2");
        assertThat(Json.tree(calls.get(0).arguments())).isEqualTo(Json.tree(one));
        assertThat(Json.tree(calls.get(1).arguments())).isEqualTo(Json.tree(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{not json", "{\"path\":", "\"a.txt\"", "[]", "nul", "7"})
    void arguments_that_are_no_object_make_the_answer_unreadable_and_are_billed(String arguments)
            throws Exception {
        var result = call(reply(called("call_1", arguments)));
        assertThat(result.outcome()).isInstanceOf(Outcome.Garbled.class);
        assertThat(result.outcome().usage().output()).isEqualTo(7);
        assertThat(result.attempts()).isEqualTo(1);
    }

    @Test
    void a_call_that_the_bound_of_output_cut_in_its_arguments_is_left_out() throws Exception {
        String cut =
                called("call_1", "{\"path\":\"a").toString().replace("tool_use\"", "max_tokens\"");
        var outcome = call(new Reply(200, cut)).outcome();
        assertThat(outcome).isInstanceOf(Outcome.Truncated.class);
        assertThat(((Outcome.Truncated) outcome).message().hasToolExecutionRequests()).isFalse();
    }

    @Test
    void a_call_without_arguments_has_none() throws Exception {
        var answer = answered(call(reply(called("call_1", ""))));
        assertThat(answer.message().toolExecutionRequests().getFirst().arguments()).isEqualTo("{}");
    }

    @Test
    void a_model_that_falls_silent_is_left() throws Exception {
        try (var server = new FakeProvider(FakeProvider.SILENT);
                var client = providers.bedrock(server, Duration.ofMillis(200))) {
            var request = ConverseRequest.builder().modelId("amazon.nova-pro-v1:0").build();
            assertThatThrownBy(() -> client.converse(request)).isInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void a_model_that_does_not_stream_is_asked_once_whether_it_does() throws Exception {
        try (var server = new FakeProvider(new Reply(200, Dialect.BEDROCK_WHOLE.text("Hello")));
                var client = providers.bedrock(server, LONG)) {
            String model = Dialect.BEDROCK_WHOLE.model().model();
            for (int call = 0; call < 2; call++) {
                client.converse(request -> request.modelId(model));
            }
            String path = "/model/" + model;
            assertThat(server.paths)
                    .containsExactly(
                            path + "/converse-stream", path + "/converse", path + "/converse");
        }
    }
}
