package dev.catalyst.agents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

@NullUnmarked // a test hands in nothing and looks into what is there
class TranscriptTest {

    private static final SystemMessage SYSTEM = SystemMessage.from("Agent: coder");
    private static final UserMessage USER = UserMessage.from("Begin");

    private static ToolExecutionRequest call(String id) {
        return ToolExecutionRequest.builder().id(id).name("read_file").arguments("{}").build();
    }

    private static ToolExecutionResultMessage result(String id) {
        return ToolExecutionResultMessage.from(id, "read_file", "result of " + id);
    }

    @Test
    void a_call_without_result_gets_one_that_says_so() {
        var messages =
                Transcript.withoutDanglingCalls(
                        List.of(
                                SYSTEM,
                                USER,
                                AiMessage.from(call("1"), call("2")),
                                result("2"),
                                AiMessage.from("Go on")));
        assertThat(messages).hasSize(6);
        assertThat(((ToolExecutionResultMessage) messages.get(4)).id()).isEqualTo("1");
        assertThat(((ToolExecutionResultMessage) messages.get(4)).text()).contains("interrupted");
    }

    @Test
    void a_result_without_call_is_left_out() {
        assertThat(Transcript.withoutDanglingCalls(List.of(SYSTEM, USER, result("1"))))
                .containsExactly(SYSTEM, USER);
    }

    /** Random conversations: in the end each call has one result, right behind it. */
    @Test
    void whatever_was_lost_every_call_is_answered_before_anybody_else_speaks() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            var messages = new ArrayList<ChatMessage>(List.of(SYSTEM, USER));
            for (int i = 0; i < 12; i++) {
                messages.add(
                        switch (random.nextInt(4)) {
                            case 0 -> UserMessage.from("hm");
                            case 1 -> AiMessage.from(call("" + i), call(i + "b"));
                            case 2 -> result("" + random.nextInt(12));
                            default -> result(random.nextInt(12) + "b");
                        });
            }
            var open = new HashSet<String>();
            for (ChatMessage message : Transcript.withoutDanglingCalls(messages)) {
                if (message instanceof ToolExecutionResultMessage answer) {
                    assertThat(open.remove(answer.id())).isTrue();
                } else {
                    assertThat(open).isEmpty();
                }
                if (message instanceof AiMessage ai) {
                    ai.toolExecutionRequests().forEach(asked -> open.add(asked.id()));
                }
            }
            assertThat(open).isEmpty();
        }
    }

    @Test
    void turns_that_are_too_long_together_shrink_to_their_line() {
        var long_ = "x".repeat(Transcript.WINDOW_CHARACTERS / 2);
        var parts =
                List.of(
                        new Transcript.Part(List.of(AiMessage.from(long_ + "1")), "the first"),
                        new Transcript.Part(List.of(AiMessage.from(long_ + "2")), "the second"),
                        new Transcript.Part(List.of(AiMessage.from("3")), "the third"));
        var text =
                new Transcript(List.of(SYSTEM, USER), parts, "long ago")
                        .messages(List.of(USER), "note")
                        .toString();
        assertThat(text).contains("long ago", "the first", long_ + "2", "note");
        assertThat(text).doesNotContain(long_ + "1", "the second");
    }

    @Test
    void the_note_goes_to_the_last_message_and_no_other() {
        var messages =
                new Transcript(List.of(SYSTEM, USER), List.of(), "").messages(List.of(), "note");
        assertThat(messages).first().isEqualTo(SYSTEM);
        assertThat(((UserMessage) messages.getLast()).singleText()).isEqualTo("Begin\n\nnote");
    }
}
