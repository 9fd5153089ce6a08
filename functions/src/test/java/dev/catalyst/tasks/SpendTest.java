package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Random;

class SpendTest {

    private static final Tokens TOKENS = new Tokens(10, 5);

    @Test
    void what_turns_at_work_have_promised_is_not_left_to_others() {
        var spend = Spend.of(100).reserve("a", 60);

        assertThat(spend.leftFor("b")).isEqualTo(40);
        assertThat(spend.leftFor("a")).isEqualTo(100);
    }

    @Test
    void a_promise_becomes_a_cost() {
        var spend = Spend.of(100).reserve("a", 60).settle("a", 25L, TOKENS);

        assertThat(spend.costNano()).isEqualTo(25);
        assertThat(spend.tokens()).isEqualTo(TOKENS);
        assertThat(spend.leftFor("b")).isEqualTo(75);
    }

    @Test
    void a_turn_that_is_begun_again_promises_once_and_counts_its_tries() {
        var spend = Spend.of(100).reserve("a", 60).reserve("a", 50);

        assertThat(spend.leftFor("b")).isEqualTo(50);
        assertThat(spend.reserved().get("a").tries()).isEqualTo(2);
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
        var promised = new HashMap<String, Long>();
        for (int i = 0; i < 200; i++) {
            var turn = "turn-" + random.nextInt(5);
            if (promised.containsKey(turn) && random.nextBoolean()) {
                spend = spend.settle(turn, random.nextLong(promised.remove(turn) + 1), TOKENS);
            } else {
                long nano = random.nextLong(300);
                if (spend.leftFor(turn) >= nano) {
                    spend = spend.reserve(turn, nano);
                    promised.put(turn, nano);
                }
            }
            assertThat(spend.costNano()).isLessThanOrEqualTo(1_000);
            assertThat(spend.leftFor("another")).isNotNegative();
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
