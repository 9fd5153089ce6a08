package dev.catalyst.tasks;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * What one model turn cost.
 *
 * @param component the coder's component; null for other agents
 * @param cost in USD, with that of lost attempts; null if the model has no known price
 * @param attempts calls of the provider, retries and lost ones included
 * @param lostAttempts calls whose answer never came, for a cut connection, a time-out or a crash
 * @param lostCost of the cost, the most that the provider can bill for lost attempts
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
        Instant at,
        BigDecimal lostCost) {}
