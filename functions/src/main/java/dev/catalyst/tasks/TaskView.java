package dev.catalyst.tasks;

import com.fasterxml.jackson.annotation.JsonInclude;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;

/**
 * A task as the API shows it.
 *
 * @param cost in USD; null if a model without a known price was called
 */
public record TaskView(
        String id,
        String projectId,
        String prompt,
        String mode,
        Status status,
        Map<Agent, Agent.State> graphState,
        BigDecimal cost,
        BigDecimal budgetUsd,
        Tokens tokens,
        boolean requireApproval,
        Failure failure,
        @JsonInclude(JsonInclude.Include.NON_NULL) String reason,
        @JsonInclude(JsonInclude.Include.NON_NULL) String forkedFrom,
        int redrives,
        Instant createdAt,
        Instant startedAt,
        Instant finishedAt) {

    public static TaskView of(Task task) {
        var origin = task.origin();
        var spend = task.spend();
        return new TaskView(
                origin.id(),
                origin.projectId(),
                origin.prompt(),
                origin.mode(),
                task.status(),
                task.graphState(),
                spend.unpriced() ? null : Spend.usd(spend.costNano()),
                Spend.usd(spend.budgetNano()),
                spend.tokens(),
                origin.requireApproval(),
                // an agent that gave up is told at once, the task's failure at its end
                task.status() == Status.FAILED ? task.failure() : null,
                task.reason(),
                origin.forkedFrom(),
                task.redrives(),
                origin.createdAt(),
                task.startedAt(),
                task.finishedAt());
    }
}
