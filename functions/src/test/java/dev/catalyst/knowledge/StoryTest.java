package dev.catalyst.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.events.Event;
import dev.catalyst.lambda.Json;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;

@NullUnmarked // what a story does not look at is left out
class StoryTest {

    private final Story story = new Story();
    private long seq;

    private StoryTest tell(String agent, String type, String message) {
        return tell(agent, type, message, Map.of());
    }

    private StoryTest tell(String agent, String type, String message, Map<String, ?> data) {
        story.add(
                new Event(
                        null,
                        "task",
                        ++seq,
                        agent,
                        "INFO",
                        type,
                        message,
                        Json.MAPPER.valueToTree(data),
                        "live",
                        null,
                        Instant.EPOCH));
        return this;
    }

    @Test
    void a_task_in_which_all_went_well_has_nothing_to_tell() {
        tell("coder", "log", "wrote it")
                .tell("coder", "agent.completed", "All code compiles")
                .tell("tester", "tests.finished", "3 passed", Map.of("passed", 3, "failed", 0))
                .tell("reviewer", "log", "Verdict: approve")
                .tell("reviewer", "agent.completed", "met")
                .tell("coder", "agent.started", "again");

        assertThat(story.failed()).isEmpty();
        assertThat(story.mended()).isEmpty();
    }

    @Test
    void tests_that_failed_are_told_with_what_the_coder_said_when_it_was_done() {
        tell("coder", "log", "wrote it").tell("coder", "agent.completed", "compiles");
        tell(
                "tester",
                "tests.finished",
                "1 passed, 1 failed",
                Map.of(
                        "failed",
                        1,
                        "failures",
                        List.of(
                                Map.of(
                                        "test",
                                        "C1: lists",
                                        "message",
                                        "was empty\nat Todo.java"))));
        tell("coder", "agent.started", "The coder mends")
                .tell("coder", "log", "Let me look")
                .tell("coder", "log", "The list was never filled: now it is")
                .tell("coder", "agent.completed", "compiles");

        assertThat(story.failed()).containsExactly("1 passed, 1 failed; C1: lists: was empty");
        assertThat(story.mended()).containsExactly("The list was never filled: now it is");
    }

    @Test
    void a_review_that_sends_the_coder_back_is_told_and_one_that_approves_is_not() {
        tell("reviewer", "log", "Verdict: block\nunescaped")
                .tell("coder", "agent.started", "The coder mends")
                .tell("coder", "log", "escaped it")
                .tell("coder", "agent.completed", "compiles")
                .tell("reviewer", "log", "Verdict: approve")
                .tell("reviewer", "agent.completed", "met");

        assertThat(story.failed()).containsExactly("Verdict: block\nunescaped");
        assertThat(story.mended()).containsExactly("escaped it");
    }

    @Test
    void an_agent_that_gave_up_is_told_and_nothing_mended_it() {
        tell("coder", "log", "trying").tell("coder", "agent.failed", "The coder is stuck");

        assertThat(story.failed()).containsExactly("The coder is stuck");
        assertThat(story.mended()).isEmpty();
    }
}
