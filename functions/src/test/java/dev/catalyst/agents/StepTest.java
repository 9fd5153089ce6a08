package dev.catalyst.agents;

import static dev.catalyst.agents.ScriptedModel.call;
import static dev.catalyst.agents.ScriptedModel.raw;
import static dev.catalyst.agents.ScriptedModel.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.agents.AgentOutput.Next;
import dev.catalyst.lambda.Json;
import dev.catalyst.llm.UnsupportedPrompt;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Closed;
import dev.catalyst.tasks.Failure.Code;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.output.FinishReason;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** A model turn and its guards, with a scripted model and the stores in memory. */
@NullUnmarked // a test hands in nothing and looks into what is there
class StepTest {

    private static final ToolExecutionRequest FINISH =
            call("finish", Map.of("word", "done", "more", List.of()));
    private static final Verdict GOOD = Runs.good(Kind.COMPILE);
    private static final Verdict BAD = Runs.broken(Kind.COMPILE, "A.java");

    private final Stage stage = new Stage();
    private final Echo echo = new Echo(false);

    @Test
    void tools_are_used_and_their_results_told_to_the_model_in_its_next_turn() {
        stage.model.calls(write("a.txt"), call("list_files", Map.of())).calls(FINISH);
        AgentOutput first = stage.next(echo, null);
        assertThat(first.next()).isEqualTo(Next.TURN);
        assertThat(stage.next(echo, first).next()).isEqualTo(Next.DONE);
        assertThat(stage.model.heard()).contains("Wrote a.txt", "a.txt (13 bytes)", "<budget>");
        assertThat(stage.told("file.written")).containsExactly("Wrote a.txt");
        assertThat(stage.told("tool.result")).hasSize(2);
        assertThat(stage.told("agent.completed")).containsExactly("done");
    }

    @Test
    void a_turn_too_large_for_an_item_lies_in_the_bucket_and_is_told_to_the_model_all_the_same() {
        var content = "a line of a long file\n".repeat(10_000);
        stage.model
                .calls(call("write_file", Map.of("path", "a.txt", "content", content)))
                .calls(FINISH);
        stage.next(echo, stage.next(echo, null));
        assertThat(stage.s3.objects.keySet()).anyMatch(key -> key.contains("/transcripts/"));
        assertThat(stage.dynamoDb.items())
                .allSatisfy(item -> assertThat(item.toString().length()).isLessThan(100_000));
        assertThat(stage.model.heard()).contains(Json.write(content));
    }

    @Test
    void each_paid_turn_has_a_ledger_row_an_event_and_its_cost_in_the_task() {
        stage.model.calls(write("a.txt")).calls(FINISH);
        stage.next(echo, stage.next(echo, null));
        assertThat(stage.ledger()).extracting("turn").containsExactly(1, 2);
        assertThat(stage.told("model.turn")).hasSize(2);
        var spend = stage.task().spend();
        assertThat(spend.costNano()).isEqualTo(2 * (100 * 1000 + 10 * 2000));
        assertThat(spend.reserved()).isEmpty();
        assertThat(spend.tokens().input()).isEqualTo(200);
    }

    @Test
    void a_turn_that_was_stored_is_answered_again_and_not_run_again() {
        stage.model.calls(write("a.txt"));
        AgentOutput first = stage.next(echo, null);
        assertThat(stage.next(echo, null)).isEqualTo(first);
        assertThat(stage.model.requests).hasSize(1);
        assertThat(stage.ledger()).hasSize(1);
    }

    @Test
    void a_commit_whose_answer_was_lost_took_effect_once() {
        stage.model.does(
                () -> {
                    stage.dynamoDb.failAfter(new IllegalStateException("cut"));
                    return new ScriptedModel().calls(write("a.txt")).doChat(null);
                });
        assertThatThrownBy(() -> stage.next(echo, null)).hasMessage("cut");
        assertThat(stage.next(echo, null).next()).isEqualTo(Next.TURN);
        assertThat(stage.model.requests).hasSize(1);
        assertThat(stage.told("file.written")).hasSize(1);
    }

    @Test
    void the_same_action_with_the_same_result_three_times_is_stuck() {
        stage.model.calls(call("read_file", Map.of("path", "none.txt")));
        AgentOutput second = stage.next(echo, stage.next(echo, null));
        stage.failsWith(Code.STUCK, echo, second);
        assertThat(stage.ledger()).hasSize(3);
    }

    @Test
    void a_redrive_goes_on_behind_the_turn_that_was_given_up() {
        stage.model.calls(call("read_file", Map.of("path", "none.txt")));
        AgentOutput second = stage.next(echo, stage.next(echo, null));
        stage.failsWith(Code.STUCK, echo, second);
        stage.change(item -> item.putNull("failure").put("redrives", 1));
        AgentOutput fourth = stage.next(echo, second);
        assertThat(fourth.turn()).isEqualTo(5);
        assertThat(stage.model.requests).hasSize(4);
        assertThat(stage.ledger()).extracting("turn").containsExactly(1, 2, 3, 4);
    }

    @Test
    void three_answers_of_plain_text_in_a_row_are_invalid_output() {
        stage.model.text("lorem {ipsum: dolor, [sit amet");
        stage.failsWith(Code.INVALID_MODEL_OUTPUT, echo, stage.next(echo, stage.next(echo, null)));
        assertThat(stage.model.requests).hasSize(3);
    }

    @Test
    void three_answers_that_are_cut_off_are_invalid_output() {
        stage.model.says(AiMessage.from("half an answ"), FinishReason.LENGTH);
        stage.failsWith(Code.INVALID_MODEL_OUTPUT, echo, stage.next(echo, stage.next(echo, null)));
    }

    @Test
    void an_answer_that_breaks_its_schema_or_rules_may_be_repaired_twice() {
        stage.model
                .calls(call("finish", Map.of("word", 7, "more", List.of())))
                .calls(call("finish", Map.of("word", " ", "more", List.of())))
                .calls(raw("finish", "{\"word\""));
        AgentOutput second = stage.next(echo, stage.next(echo, null));
        assertThat(stage.model.heard()).contains("/word");
        stage.failsWith(Code.INVALID_MODEL_OUTPUT, echo, second);
        assertThat(stage.model.heard()).contains("word is blank");
    }

    @Test
    void a_text_that_is_the_typed_answer_is_taken_for_it() {
        stage.model.text("Here it is:\n```json\n{\"word\": \"done\", \"more\": []}\n```");
        assertThat(stage.next(echo, null).next()).isEqualTo(Next.DONE);
    }

    @Test
    void a_refusal_ends_the_task_and_is_paid() {
        stage.model.says(AiMessage.from("No."), FinishReason.CONTENT_FILTER);
        stage.failsWith(Code.MODEL_REFUSED, echo, null);
        assertThat(stage.ledger()).hasSize(1);
    }

    @Test
    void a_prompt_that_the_generator_cannot_read_fails_with_its_own_code() {
        stage.model.does(
                () -> {
                    throw new UnsupportedPrompt("set DEFAULT_LLM_PROVIDER");
                });
        stage.failsWith(Code.OFFLINE_PROMPT_UNSUPPORTED, echo, null);
        assertThat(stage.ledger()).isEmpty();
    }

    @Test
    void an_agent_has_so_many_turns_and_as_many_again_after_a_redrive() {
        IntStream.range(0, 10).forEach(i -> stage.model.calls(write(i + ".txt")));
        AgentOutput output = null;
        for (int i = 0; i < 5; i++) {
            output = stage.next(echo, output);
        }
        AgentOutput last = output;
        stage.failsWith(Code.TURN_LIMIT, echo, last);
        stage.change(item -> item.putNull("failure").put("redrives", 1));
        assertThat(stage.next(echo, last).next()).isEqualTo(Next.TURN);
    }

    @Test
    void an_agent_works_for_so_long_and_no_longer() {
        var brief = new Stage(Duration.ofMillis(300));
        brief.model.does(ScriptedModel::hang);
        assertThatThrownBy(() -> brief.run(echo, brief.input(null, "app", null)))
                .isInstanceOf(AgentFailed.class);
        assertThat(brief.task().failure().code()).isEqualTo(Code.AGENT_TIMEOUT);
    }

    @Test
    void what_is_unknown_invalid_or_forbidden_comes_back_as_an_error() {
        stage.model
                .calls(
                        call("fly", Map.of()),
                        raw("write_file", "{not json"),
                        call("write_file", Map.of("path", "a.txt")),
                        write("forbidden/a.txt"),
                        write("../../etc/passwd"),
                        call("read_file", Map.of("path", "none.txt")))
                .calls(FINISH);
        stage.next(echo, stage.next(echo, null));
        assertThat(stage.model.heard())
                .contains(
                        "there is no tool fly",
                        "no JSON",
                        "content",
                        "forbidden/a.txt must not be written: it is",
                        "'..'",
                        "no text file none.txt");
        assertThat(stage.told("file.written")).isEmpty();
        assertThat(stage.told("tool.result")).hasSize(6);
    }

    @Test
    void calls_beyond_the_sixteenth_are_not_done() {
        stage.model
                .calls(
                        IntStream.range(0, 20)
                                .mapToObj(i -> write(i + ".txt"))
                                .toArray(ToolExecutionRequest[]::new))
                .calls(FINISH);
        stage.next(echo, stage.next(echo, null));
        assertThat(stage.told("file.written")).hasSize(16);
        assertThat(stage.model.heard()).contains("more than 16 calls");
    }

    @Test
    void after_two_edits_that_miss_the_whole_file_is_asked_for() {
        var miss = Map.of("path", "a.txt", "old_text", "no such text", "new_text", "x");
        stage.model
                .calls(write("a.txt"), call("edit_file", miss))
                .calls(call("edit_file", miss))
                .calls(FINISH);
        stage.next(echo, stage.next(echo, stage.next(echo, null)));
        assertThat(stage.model.heard()).contains("write the whole file with write_file");
    }

    @Test
    void the_verdict_comes_as_the_result_of_the_call_that_waited_for_it() {
        var compiling = new Echo(true);
        stage.model.calls(write("A.java"), FINISH);
        AgentOutput asked = stage.run(compiling, stage.input(null, "app", null));
        assertThat(asked.next()).isEqualTo(Next.SANDBOX);
        assertThat(asked.run().workspace()).isEqualTo(asked.workspace());
        String bad = stage.verdict(asked, BAD);
        AgentOutput mended = stage.run(compiling, stage.input(asked, "app", bad));
        assertThat(stage.model.heard()).contains("Mend it: [A.java:3: ';' expected]");
        assertThat(stage.model.heard()).doesNotContain("There is no result");
        String good = stage.verdict(mended, GOOD);
        AgentOutput done = stage.run(compiling, stage.input(mended, "app", good));
        assertThat(done.next()).isEqualTo(Next.DONE);
        assertThat(stage.model.requests).hasSize(2);
    }

    @Test
    void a_verdict_that_says_the_sandbox_cannot_run_ends_the_task() {
        var compiling = new Echo(true);
        stage.model.calls(write("A.py"), FINISH);
        AgentOutput asked = stage.run(compiling, stage.input(null, "app", null));
        String at = stage.verdict(asked, Runs.unstarted(Kind.COMPILE));
        assertThatThrownBy(() -> stage.run(compiling, stage.input(asked, "app", at)))
                .isInstanceOf(AgentFailed.class);
        assertThat(stage.task().failure().code()).isEqualTo(Code.SANDBOX_UNAVAILABLE);
        // once it is installed a redrive has it run again
        stage.change(item -> item.putNull("failure").put("redrives", 1));
        AgentOutput again = stage.run(compiling, stage.input(asked, "app", at));
        assertThat(again.next()).isEqualTo(Next.SANDBOX);
        assertThat(again.run().runId()).isNotEqualTo(asked.run().runId());
    }

    @Test
    void a_cancel_aborts_the_model_call_within_two_seconds() {
        var cancelled = new AtomicLong();
        stage.model.does(
                () -> {
                    stage.change(item -> item.put("cancelling", true));
                    cancelled.set(System.nanoTime());
                    return ScriptedModel.hang();
                });

        assertThatThrownBy(() -> stage.next(echo, null)).isInstanceOf(Closed.class);

        var took = Duration.ofNanos(System.nanoTime() - cancelled.get());
        System.out.printf("a model call is aborted %d ms after the cancel%n", took.toMillis());
        assertThat(took).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void in_a_task_that_is_being_cancelled_nothing_is_written() {
        stage.model.does(
                () -> {
                    stage.change(item -> item.put("cancelling", true));
                    return ScriptedModel.hang();
                });
        assertThatThrownBy(() -> stage.next(echo, null)).isInstanceOf(Closed.class);
        assertThat(stage.told("model.turn")).isEmpty();
        assertThat(stage.events()).extracting("type").containsExactly("agent.started");
    }

    @Test
    void a_turn_does_not_grow_with_the_number_of_turns() {
        var patient = new Patient(new Echo(false), 60);
        IntStream.range(0, 50).forEach(i -> stage.model.calls(write(i + ".txt")));
        AgentOutput output = null;
        for (int i = 0; i < 50; i++) {
            output = stage.run(patient, stage.input(output, "app", null));
        }
        var sizes =
                stage.model.requests.stream()
                        .map(request -> request.messages().toString().length())
                        .toList();
        assertThat(sizes.getLast()).isLessThan(sizes.get(12) + 5000);
        assertThat(stage.model.heard()).contains("Build a todo app", "turn 30:", "48.txt");
    }

    @Test
    void the_agent_is_told_to_work_once_and_is_running() {
        stage.model.calls(write("a.txt")).calls(write("b.txt"));
        stage.next(echo, stage.next(echo, null));
        assertThat(stage.told("agent.started")).hasSize(1);
        assertThat(stage.task().state(Agent.CODER)).isEqualTo(Agent.State.RUNNING);
    }
}
