package dev.catalyst.agents.tester;

import static dev.catalyst.agents.ScriptedModel.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.agents.AgentFailed;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.AgentOutput.Next;
import dev.catalyst.agents.Made;
import dev.catalyst.agents.Runs;
import dev.catalyst.agents.Stage;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.TestResult;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Failure.Code;
import dev.langchain4j.agent.tool.ToolExecutionRequest;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

@NullUnmarked // a test hands in nothing and looks into what is there
class TestingTest {

    private static final ToolExecutionRequest WRITE =
            call("write_file", Map.of("path", "TodoTest.java", "content", "class TodoTest {}"));
    private static final ToolExecutionRequest FINISH =
            call(
                    "finish",
                    Map.of(
                            "summary",
                            "tests",
                            "tests",
                            List.of(Map.of("criterion", "C1", "test", "TodoTest"))));
    private static final Verdict PASSED = Runs.tests(new TestResult("C1", true, ""));
    private static final Verdict FAILED = Runs.tests(new TestResult("C1", false, "404"));

    private final Stage stage = Made.planned();
    private final Testing testing = new Testing(1);

    private AgentOutput asked() {
        stage.model.calls(WRITE, FINISH);
        AgentOutput asked = stage.run(testing, stage.input(null, null, null));
        assertThat(asked.run().kind()).isEqualTo(Kind.TEST);
        return asked;
    }

    private AgentOutput judged(AgentOutput asked, Verdict verdict) {
        return stage.run(testing, stage.input(asked, null, stage.verdict(asked, verdict)));
    }

    @Test
    void tests_that_pass_complete_the_tester_without_another_call() {
        assertThat(judged(asked(), PASSED).next()).isEqualTo(Next.DONE);
        assertThat(stage.told("tests.finished")).containsExactly("1 tests passed, 0 failed");
        assertThat(stage.ledger()).hasSize(1);
        assertThat(stage.task().work().artifacts()).containsKeys("tests", "report");
    }

    @Test
    void tests_that_fail_have_the_code_repaired_and_run_again_unchanged() {
        AgentOutput repair = judged(asked(), FAILED);
        assertThat(repair.next()).isEqualTo(Next.REPAIR);
        assertThat(stage.task().state(Agent.TESTER)).isEqualTo(Agent.State.PENDING);
        AgentOutput again = stage.run(testing, stage.input(repair, null, null));
        assertThat(again.next()).isEqualTo(Next.SANDBOX);
        assertThat(judged(again, PASSED).next()).isEqualTo(Next.DONE);
        assertThat(stage.ledger()).hasSize(1);
    }

    @Test
    void after_the_last_round_the_task_fails_with_what_still_fails() {
        AgentOutput repair = judged(asked(), FAILED);
        AgentOutput again = stage.run(testing, stage.input(repair, null, null));
        assertThatThrownBy(() -> judged(again, FAILED)).isInstanceOf(AgentFailed.class);
        assertThat(stage.task().failure().code()).isEqualTo(Code.TESTS_FAILING);
        assertThat(stage.task().failure().message()).contains("C1: 404");
        assertThat(stage.told("tests.finished")).hasSize(2);
    }

    @Test
    void tests_that_do_not_compile_are_the_testers_to_mend() {
        AgentOutput mending = judged(asked(), Runs.broken(Kind.TEST, "TodoTest.java"));
        assertThat(mending.next()).isEqualTo(Next.SANDBOX);
        assertThat(stage.model.heard()).contains("Your tests do not run");
        assertThat(stage.task().work().artifacts()).doesNotContainKey("tests");
    }

    @Test
    void code_is_neither_seen_nor_written_and_every_criterion_needs_a_test() {
        stage.model
                .calls(
                        call("write_file", Map.of("path", "store.java", "content", "x")),
                        call("finish", Map.of("summary", "s", "tests", List.of())))
                .calls(FINISH);
        AgentOutput refused = stage.run(testing, stage.input(null, null, null));
        assertThat(refused.next()).isEqualTo(Next.TURN);
        stage.run(testing, stage.input(refused, null, null));
        assertThat(stage.model.heard())
                .contains("belongs to the component store", "criterion C1 has no test");
    }
}
