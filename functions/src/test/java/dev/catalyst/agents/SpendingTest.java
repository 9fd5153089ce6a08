package dev.catalyst.agents;

import static dev.catalyst.agents.ScriptedModel.call;
import static dev.catalyst.agents.ScriptedModel.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.lambda.Json;
import dev.catalyst.tasks.Failure.Code;
import dev.catalyst.tasks.LedgerRow;
import dev.catalyst.tasks.Spend;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.exception.HttpException;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** What calls may cost and are charged, when their answers are lost or others spend at once. */
@NullUnmarked // a test hands in nothing and looks into what is there
class SpendingTest {

    private static final ToolExecutionRequest FINISH =
            call("finish", Map.of("word", "done", "more", List.of()));

    private final Stage stage = new Stage();
    private final Echo echo = new Echo(false);

    private void crash() {
        stage.model.does(
                () -> {
                    stage.dynamoDb.failBefore(new IllegalStateException("cut"));
                    throw new AssertionError("killed");
                });
    }

    @Test
    void a_turn_whose_answer_was_lost_is_paid_again_and_the_ledger_says_so() {
        crash();
        stage.model.calls(write("a.txt"));
        assertThatThrownBy(() -> stage.next(echo, null)).hasMessage("cut");
        long promised = 2_000_000_000L - stage.task().spend().leftNano();
        stage.next(echo, null);
        LedgerRow row = stage.ledger().getFirst();
        assertThat(row.attempts()).isEqualTo(2);
        assertThat(row.lostAttempts()).isEqualTo(1);
        assertThat(Spend.nano(row.lostCost())).isEqualTo(promised);
        assertThat(Spend.nano(row.cost())).isEqualTo(promised + 100 * 1000 + 10 * 2000);
        assertThat(stage.task().spend().costNano()).isEqualTo(Spend.nano(row.cost()));
        assertThat(stage.told("model.turn").getFirst()).contains("answers were lost: 1");
    }

    @Test
    void a_turn_that_crashes_again_and_again_ends_at_the_budget_and_is_charged_for_it() {
        IntStream.range(0, 300).forEach(i -> crash());
        int crashes = 0;
        while (stage.task().failure() == null) {
            assertThatThrownBy(() -> stage.next(echo, null)).isInstanceOf(RuntimeException.class);
            crashes++;
            assertThat(stage.task().spend().leftNano()).isNotNegative();
        }
        assertThat(stage.task().failure().code()).isEqualTo(Code.BUDGET_EXCEEDED);
        assertThat(stage.model.requests).hasSize(crashes - 1);
        LedgerRow row = stage.ledger().getFirst();
        assertThat(row.lostAttempts()).isEqualTo(crashes - 1);
        assertThat(row.tokens().input()).isZero();
        assertThat(Spend.nano(row.cost())).isEqualTo(stage.task().spend().costNano()).isPositive();
    }

    @Test
    void a_call_that_ran_out_of_time_is_charged_for_what_it_may_have_cost() {
        var brief = new Stage(Duration.ofMillis(300));
        brief.model.does(ScriptedModel::hang);
        assertThatThrownBy(() -> brief.run(echo, brief.input(null, "app", null)))
                .isInstanceOf(AgentFailed.class);
        LedgerRow row = brief.ledger().getFirst();
        assertThat(row.lostAttempts()).isEqualTo(1);
        assertThat(row.cost()).isEqualTo(row.lostCost()).isPositive();
        assertThat(brief.task().spend().reserved()).isEmpty();
    }

    @Test
    void a_call_that_was_not_billed_costs_nothing() {
        stage.model.does(
                () -> {
                    throw new HttpException(500, "down");
                });
        stage.failsWith(Code.MODEL_UNAVAILABLE, echo, null);
        assertThat(stage.ledger()).isEmpty();
        assertThat(stage.task().spend()).isEqualTo(Spend.of(2_000_000_000L));
    }

    @Test
    void two_coders_at_once_cannot_pass_the_budget_together() throws Exception {
        long one = 20_000_000;
        stage.change(
                item -> {
                    item.set("spend", Json.MAPPER.valueToTree(Spend.of(one)));
                    return item;
                });
        var both = new CountDownLatch(1);
        stage.model.does(
                () -> {
                    both.countDown();
                    return ScriptedModel.hang();
                });
        var first = Thread.ofVirtual().start(() -> swallowed("app"));
        assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
        long left = stage.task().spend().leftNano();
        assertThatThrownBy(() -> stage.run(echo, stage.input(null, "web", null)))
                .isInstanceOf(AgentFailed.class);
        first.interrupt();
        first.join();
        assertThat(left).isLessThan(one / 2 + 1);
        assertThat(stage.task().failure().code()).isEqualTo(Code.BUDGET_EXCEEDED);
        assertThat(stage.model.requests).hasSize(1);
    }

    private void swallowed(String component) {
        try {
            stage.run(echo, stage.input(null, component, null));
        } catch (RuntimeException ended) {
            // the other coder's end of the task ends this one, too
        }
    }

    @Test
    void a_call_that_could_pass_the_budget_is_not_made() {
        stage.change(
                item -> {
                    item.set("spend", Json.MAPPER.valueToTree(Spend.of(1000)));
                    return item;
                });
        stage.model.calls(FINISH);
        stage.failsWith(Code.BUDGET_EXCEEDED, echo, null);
        assertThat(stage.model.requests).isEmpty();
        assertThat(stage.task().failure().message()).contains("TASK_BUDGET_USD");
    }
}
