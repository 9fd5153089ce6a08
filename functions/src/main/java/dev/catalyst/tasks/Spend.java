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

    /** A turn's promise, and how often the turn was begun. */
    public record Reserved(long nano, int tries) {}

    private static final BigDecimal NANO = BigDecimal.valueOf(1_000_000_000L);

    public Spend {
        reserved = Map.copyOf(reserved);
    }

    public static Spend of(long budgetNano) {
        return new Spend(budgetNano, 0, Map.of(), Tokens.NONE, false);
    }

    /** What may still be promised, while the given turn's own promise is not counted. */
    public long leftFor(String turn) {
        return budgetNano
                - costNano
                - reserved.entrySet().stream()
                        .filter(entry -> !entry.getKey().equals(turn))
                        .mapToLong(entry -> entry.getValue().nano())
                        .sum();
    }

    Spend reserve(String turn, long nano) {
        var more = new LinkedHashMap<>(reserved);
        more.put(turn, new Reserved(nano, tries(turn) + 1));
        return new Spend(budgetNano, costNano, more, tokens, unpriced);
    }

    /** The turn's promise becomes its cost; a null cost is that of a model without a price. */
    Spend settle(String turn, Long nano, Tokens used) {
        return new Spend(
                budgetNano,
                costNano + (nano == null ? 0 : nano),
                without(turn),
                tokens.plus(used),
                unpriced || nano == null);
    }

    Spend release() {
        return new Spend(budgetNano, costNano, Map.of(), tokens, unpriced);
    }

    Spend withBudget(long nano) {
        return new Spend(nano, costNano, reserved, tokens, unpriced);
    }

    /** How often this turn was begun without an end. */
    int tries(String turn) {
        return reserved.containsKey(turn) ? reserved.get(turn).tries() : 0;
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
