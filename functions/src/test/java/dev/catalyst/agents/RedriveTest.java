package dev.catalyst.agents;

import static dev.catalyst.agents.ScriptedModel.call;
import static dev.catalyst.agents.ScriptedModel.write;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.agents.AgentOutput.Next;
import dev.catalyst.llm.UnsupportedPrompt;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Failure.Code;
import dev.catalyst.tasks.LedgerRow;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** After each kind of failure a redrive goes on behind the turns that are stored. */
@NullUnmarked // a test hands in nothing and looks into what is there
class RedriveTest {

    private static final ToolExecutionRequest FINISH =
            call("finish", Map.of("word", "done", "more", List.of()));

    private final Stage stage = new Stage(Duration.ofSeconds(3));
    private final Ill role = new Ill();

    /** Does its first turn well and then fails as it is told to, until it is well. */
    private static final class Ill implements Role<Echo.Said> {
        private final Echo well = new Echo(false);
        private Code gives;

        @Override
        public Agent agent() {
            return well.agent();
        }

        @Override
        public String purpose(Session session) {
            return well.purpose(session);
        }

        @Override
        public int mostTurns() {
            return well.mostTurns();
        }

        @Override
        public Brief brief(Session session) {
            return well.brief(session);
        }

        @Override
        public Access access(Session session) {
            return well.access(session);
        }

        @Override
        public Answer<Echo.Said> answer(Session session) {
            return well.answer(session);
        }

        @Override
        public Decision observed(Session session, Verdict verdict) {
            return new Decision.GiveUp(gives, "not now");
        }

        @Override
        public Decision finished(Session session, Echo.Said said) {
            if (gives == Code.INTERNAL) {
                throw new IllegalStateException("a defect");
            }
            if (gives == Code.SANDBOX_UNAVAILABLE) {
                return new Decision.Sandbox(Kind.TEST, Effect.NONE);
            }
            return gives == null
                    ? well.finished(session, said)
                    : new Decision.GiveUp(gives, "not now");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REPOSITORY_UNAVAILABLE") // before any turn
    void a_redrive_goes_on_from_the_failed_step_and_runs_no_stored_turn_again(Code code) {
        stage.model.calls(write("a.txt"));
        cause(code);
        stage.model.calls(FINISH);
        AgentOutput before = stage.run(role, stage.input(null, "app", null));
        AgentInput failed = fail(code, before);
        var stored = stage.ledger();
        int asked = stage.model.requests.size();
        assertThat(stored).isNotEmpty();

        role.gives = null;
        stage.change(item -> cured(item.putNull("failure").put("redrives", 1)));
        AgentOutput after = stage.run(role, failed);
        if (code == Code.SANDBOX_UNAVAILABLE) {
            assertThat(after.next()).isEqualTo(Next.SANDBOX);
            assertThat(stage.model.requests).hasSize(asked);
            return;
        }

        assertThat(after.next()).isEqualTo(Next.DONE);
        assertThat(stage.model.requests).as("one call more").hasSize(asked + 1);
        assertThat(stage.model.heard()).contains("text of a");
        assertThat(stage.ledger()).startsWith(stored.toArray(new LedgerRow[0]));
        assertThat(stage.ledger()).extracting("turn").doesNotHaveDuplicates();
        assertThat(after.workspace()).isEqualTo(before.workspace());
        // the machine may ask again for an answer that it did not get
        assertThat(stage.run(role, failed)).isEqualTo(after);
        assertThat(stage.model.requests).hasSize(asked + 1);
    }

    /** What the model says after its first turn. */
    private void cause(Code code) {
        switch (code) {
            case STUCK -> repeat(3, call("read_file", Map.of("path", "none.txt")));
            case TURN_LIMIT -> {
                for (int i = 2; i <= 5; i++) {
                    stage.model.calls(call("read_file", Map.of("path", i + ".txt")));
                }
            }
            case INVALID_MODEL_OUTPUT -> {
                for (int i = 0; i < 3; i++) {
                    stage.model.text("lorem {ipsum: dolor, [sit amet");
                }
            }
            case MODEL_REFUSED ->
                    stage.model.says(AiMessage.from("No."), FinishReason.CONTENT_FILTER);
            case MODEL_UNAVAILABLE -> stage.model.does(() -> thrown(new HttpException(503, "")));
            case OFFLINE_PROMPT_UNSUPPORTED ->
                    stage.model.does(() -> thrown(new UnsupportedPrompt("another model")));
            case AGENT_TIMEOUT -> stage.model.does(ScriptedModel::hang);
            case BUDGET_EXCEEDED -> {
                // no call is made
            }
            case TESTS_FAILING,
                    REVIEW_BLOCKED,
                    DEPLOYMENT_FAILED,
                    INTERNAL,
                    SANDBOX_UNAVAILABLE -> {
                role.gives = code;
            }
            case REPOSITORY_UNAVAILABLE -> throw new IllegalArgumentException();
        }
    }

    private void repeat(int times, ToolExecutionRequest request) {
        for (int i = 0; i < times; i++) {
            stage.model.calls(request);
        }
    }

    private static ChatResponse thrown(RuntimeException fault) {
        throw fault;
    }

    /** Goes on until the step fails; what it was called with then. */
    private AgentInput fail(Code code, AgentOutput first) {
        if (code == Code.BUDGET_EXCEEDED) {
            stage.change(item -> budget(item, stage.task().spend().costNano() + 1));
        }
        AgentInput input = stage.input(first, "app", null);
        for (int steps = 0; steps < 6; steps++) {
            var next = input;
            try {
                AgentOutput output = stage.run(role, next);
                String observation =
                        output.next() == Next.SANDBOX
                                ? stage.verdict(output, Runs.unstarted(Kind.TEST))
                                : null;
                input = stage.input(output, "app", observation);
            } catch (AgentFailed failed) {
                assertThat(stage.task().failure().code()).isEqualTo(code);
                return next;
            } catch (IllegalStateException defect) {
                assertThat(code).isEqualTo(Code.INTERNAL);
                return next;
            }
        }
        throw new AssertionError("it did not fail");
    }

    private static ObjectNode cured(ObjectNode task) {
        return budget(task, 2_000_000_000L);
    }

    private static ObjectNode budget(ObjectNode task, long nano) {
        task.withObject("/spend").put("budget_nano", nano);
        return task;
    }
}
