package dev.catalyst.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Measures;
import dev.catalyst.lambda.Measures.Figure;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What only grows of a tenant's tasks: counted in the very transaction that makes it so, once each.
 */
final class Counts {

    /** Two writers of one item at one time have to try again: so there are some. */
    private static final int SHARDS = 8;

    /** What is counted of each agent. */
    enum OfAgent {
        TURNS,
        MILLISECONDS,
        INPUT_TOKENS,
        OUTPUT_TOKENS,
        NANO_USD
    }

    private final Map<String, Long> sums = new HashMap<>();

    /** The tenant's counts as they are. */
    Counts(Table table, String tenant) {
        for (var shard : table.query(Key.counts(tenant), "SHARD#", "", SHARDS)) {
            add(shard);
        }
    }

    private void add(ObjectNode shard) {
        shard.properties().stream()
                .filter(field -> field.getValue().isNumber())
                .forEach(field -> sums.merge(field.getKey(), field.getValue().asLong(), Long::sum));
    }

    long ended(Status status) {
        return sums.getOrDefault(name(status), 0L);
    }

    long of(Agent agent, OfAgent what) {
        return sums.getOrDefault(name(agent, what), 0L);
    }

    static void end(Transaction transaction, Task task) {
        increase(transaction, task.key(), task.id(), Map.of(name(task.status()), 1L));
    }

    static void turn(Transaction transaction, TaskKey task, LedgerRow row) {
        var agent = row.agent();
        var tokens = row.tokens();
        increase(
                transaction,
                task,
                task.id() + row.component() + row.turn(),
                Map.of(
                        name(agent, OfAgent.TURNS), 1L,
                        name(agent, OfAgent.MILLISECONDS), row.durationMs(),
                        name(agent, OfAgent.INPUT_TOKENS), tokens.input(),
                        name(agent, OfAgent.OUTPUT_TOKENS), tokens.output(),
                        name(agent, OfAgent.NANO_USD),
                                row.cost() == null ? 0L : Spend.nano(row.cost())));
    }

    /** The same for CloudWatch, once it is written. */
    static void tell(Task ended) {
        var took = Duration.between(ended.origin().createdAt(), ended.finishedAt());
        Measures.tell(
                "status",
                ended.status().toString(),
                Map.of(Figure.TASKS, 1.0, Figure.TASK_SECONDS, took.toMillis() / 1000.0));
    }

    static void tell(LedgerRow row) {
        var tokens = row.tokens();
        Measures.tell(
                "agent",
                row.agent().toString(),
                Map.of(
                        Figure.TURNS,
                        1.0,
                        Figure.TURN_SECONDS,
                        row.durationMs() / 1000.0,
                        Figure.TOKENS,
                        (double) (tokens.input() + tokens.output()),
                        Figure.COST_USD,
                        row.cost() == null ? 0.0 : row.cost().doubleValue()));
    }

    private static void increase(
            Transaction transaction, TaskKey task, String spread, Map<String, Long> numbers) {
        int shard = Math.floorMod(spread.hashCode(), SHARDS);
        transaction.increase(Key.counts(task.tenant(), shard), "counts", numbers);
    }

    private static String name(Status status) {
        return "ended_" + status;
    }

    private static String name(Agent agent, OfAgent what) {
        return agent + "_" + what;
    }
}
