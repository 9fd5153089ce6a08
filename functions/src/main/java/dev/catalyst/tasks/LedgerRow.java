package dev.catalyst.tasks;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What one model turn cost.
 *
 * @param component the coder's component; null for other agents
 * @param cost in USD; null if the model has no known price
 * @param attempts calls of the provider, retries included
 * @param lostAttempts earlier tries of the same turn whose answer was lost by a crash: their calls
 *     may have been billed too
 */
public record LedgerRow(
        Agent agent,
        String component,
        int turn,
        String model,
        Tokens tokens,
        BigDecimal cost,
        long durationMs,
        String promptHash,
        String workspaceHash,
        int attempts,
        int lostAttempts,
        Instant at) {}
