package dev.catalyst.tasks;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a task may cost, has cost and has promised to calls under way, in nano-USD (1e-9 USD).
 *
 * @param reserved what each turn under way may cost at most, by the turn's key
 * @param unpriced whether a model without a known price was called, so that the cost is not known
 */
public record Spend(
        long budgetNano,
        long costNano,
        Map<String, Reserved> reserved,
        Tokens tokens,
        boolean unpriced) {

    /**
     * A turn's promises.
     *
     * @param nano what the call may cost that is made now
     * @param tries how often a call was promised for the turn
     * @param lostNano what the calls before may have cost whose answers were lost
     */
    public record Reserved(long nano, int tries, long lostNano) {}

    /** Calls whose answers were lost, and the most that they can have been billed. */
    public record Lost(int attempts, long nano) {

        public static final Lost NONE = new Lost(0, 0);

        public Lost and(long moreNano) {
            return new Lost(attempts + 1, nano + moreNano);
        }
    }

    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000L);

    public Spend {
        reserved = Map.copyOf(reserved);
    }

    public static Spend of(long budgetNano) {
        return new Spend(budgetNano, 0, Map.of(), Tokens.NONE, false);
    }

    /** What may still be promised. */
    public long leftNano() {
        return budgetNano
                - costNano
                - reserved.values().stream()
                        .mapToLong(promise -> promise.nano() + promise.lostNano())
                        .sum();
    }

    /** What was promised to this turn so far: if it begins again, those calls' answers are lost. */
    public Lost lost(String turn) {
        var promised = reserved.get(turn);
        return promised == null
                ? Lost.NONE
                : new Lost(promised.tries(), promised.nano() + promised.lostNano());
    }

    Spend reserve(String turn, long nano) {
        var before = lost(turn);
        var more = new LinkedHashMap<>(reserved);
        more.put(turn, new Reserved(nano, before.attempts() + 1, before.nano()));
        return new Spend(budgetNano, costNano, more, tokens, unpriced);
    }

    /** The turn's promises become its cost; a null cost is that of a model without a price. */
    Spend settle(String turn, Long nano, Tokens used) {
        return new Spend(
                budgetNano,
                costNano + (nano == null ? 0 : nano),
                without(turn),
                tokens.plus(used),
                unpriced || nano == null);
    }

    /** The turn ends without a call that can have been billed. */
    public Spend release(String turn) {
        return new Spend(budgetNano, costNano, without(turn), tokens, unpriced);
    }

    Spend withBudget(long nano) {
        return new Spend(nano, costNano, reserved, tokens, unpriced);
    }

    private Map<String, Reserved> without(String turn) {
        var rest = new LinkedHashMap<>(reserved);
        rest.remove(turn);
        return rest;
    }

    public static BigDecimal usd(long nano) {
        var usd = BigDecimal.valueOf(nano).divide(NANO).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }

    public static long nano(BigDecimal usd) {
        return usd.multiply(NANO).setScale(0, RoundingMode.DOWN).longValueExact();
    }
}
