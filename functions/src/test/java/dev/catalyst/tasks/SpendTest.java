package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.Random;

class SpendTest {

    private static final Tokens TOKENS = new Tokens(10, 5);

    @Test
    void what_turns_at_work_have_promised_is_not_left_to_others() {
        assertThat(Spend.of(100).reserve("a", 60).leftNano()).isEqualTo(40);
    }

    @Test
    void a_promise_becomes_a_cost() {
        var spend = Spend.of(100).reserve("a", 60).settle("a", 25L, TOKENS);

        assertThat(spend.costNano()).isEqualTo(25);
        assertThat(spend.tokens()).isEqualTo(TOKENS);
        assertThat(spend.leftNano()).isEqualTo(75);
    }

    @Test
    void what_was_promised_before_a_turn_began_again_stays_promised() {
        var spend = Spend.of(100).reserve("a", 30).reserve("a", 50);

        assertThat(spend.leftNano()).isEqualTo(20);
        assertThat(spend.lost("a")).isEqualTo(new Spend.Lost(2, 80));
        assertThat(spend.settle("a", 70L, TOKENS).leftNano()).isEqualTo(30);
        assertThat(spend.release("a").leftNano()).isEqualTo(100);
    }

    @Test
    void turns_that_never_end_use_up_the_budget() {
        var spend = Spend.of(100);
        while (spend.leftNano() >= 30) {
            spend = spend.reserve("a", 30);
        }

        assertThat(spend.lost("a")).isEqualTo(new Spend.Lost(3, 90));
    }

    @Test
    void the_cost_is_unknown_once_a_model_without_a_price_was_called() {
        var spend = Spend.of(100).reserve("a", 60).settle("a", null, TOKENS);

        assertThat(spend.unpriced()).isTrue();
        assertThat(spend.settle("b", 5L, TOKENS).unpriced()).isTrue();
    }

    /** Whatever turns do, costs never pass the cap as long as none costs more than it promised. */
    @RepeatedTest(50)
    void the_cap_holds(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var spend = Spend.of(1_000);
        for (int i = 0; i < 200; i++) {
            var turn = "turn-" + random.nextInt(5);
            long promised = spend.lost(turn).nano();
            if (promised > 0 && random.nextBoolean()) {
                spend = spend.settle(turn, random.nextLong(promised + 1), TOKENS);
            } else {
                long nano = random.nextLong(300);
                if (spend.leftNano() >= nano) {
                    spend = spend.reserve(turn, nano);
                }
            }
            assertThat(spend.costNano()).isLessThanOrEqualTo(1_000);
            assertThat(spend.leftNano()).isNotNegative();
        }
    }

    @Test
    void dollars_and_nano_dollars_are_one_amount() {
        for (var usd : new String[] {"0.000000001", "2", "1000000", "0.25", "10"}) {
            var amount = new BigDecimal(usd);
            assertThat(Spend.usd(Spend.nano(amount)).toPlainString()).isEqualTo(usd);
        }
    }
}
