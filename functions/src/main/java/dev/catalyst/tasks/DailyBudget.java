package dev.catalyst.tasks;

import dev.catalyst.lambda.Problem;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** What a tenant may spend on a day, which begins at midnight UTC. */
final class DailyBudget {

    private static final String NANO = "nano";
    private static final Duration KEPT = Duration.ofDays(40);

    private final Table table;
    private final long budgetNano;

    /**
     * @param usd 0 sets no limit
     */
    DailyBudget(Table table, BigDecimal usd) {
        this.table = table;
        this.budgetNano = Spend.nano(usd);
    }

    /** Notes with the transaction what was spent now. */
    static void spend(Transaction transaction, String tenant, long nano, Instant now) {
        transaction.add(
                Key.spent(tenant, day(now).toString()), "spent", NANO, nano, now.plus(KEPT));
    }

    /** Throws a 429 if the day's budget is spent: no further task is begun today. */
    void require(String tenant, Instant now) {
        if (budgetNano > 0 && spent(tenant, now) >= budgetNano) {
            var tomorrow = day(now).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
            throw Problem.tooMany(
                    "quota_exceeded",
                    "quota_exceeded: your tenant has spent its %s USD of today; go on tomorrow (UTC), or have TENANT_BUDGET_USD_PER_DAY raised."
                            .formatted(Spend.usd(budgetNano).toPlainString()),
                    Math.max(1, Duration.between(now, tomorrow).toSeconds()));
        }
    }

    private long spent(String tenant, Instant now) {
        return table.get(Key.spent(tenant, day(now).toString()))
                .map(item -> item.path(NANO).asLong())
                .orElse(0L);
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }
}
