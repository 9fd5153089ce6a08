package dev.catalyst.tasks;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Problem;
import dev.catalyst.tasks.Task.Approval;
import dev.catalyst.tasks.Tasks.Change;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each action of a person does to a task. What it then owes the task stands in the queue, by
 * the same write.
 */
final class Actions {

    private Actions() {}

    static List<EventDraft> created(Task task) {
        var origin = task.origin();
        var events = new ArrayList<EventDraft>();
        var from =
                origin.forkedFrom() == null
                        ? ""
                        : " as a fork of " + origin.forkedFrom() + " from its " + origin.startAt();
        events.add(
                EventDraft.info(
                        "task.created",
                        "system",
                        "The task is created" + from + ".",
                        Map.of("mode", origin.mode())));
        task.graphState()
                .forEach(
                        (agent, state) -> {
                            if (state == Agent.State.SKIPPED) {
                                events.add(
                                        EventDraft.info(
                                                "agent.skipped",
                                                agent.toString(),
                                                "The "
                                                        + agent
                                                        + "'s work is taken over from the task forked."));
                            }
                        });
        events.add(EventDraft.info("task.queued", "system", "The task waits for a free slot."));
        return events;
    }

    static Change cancel(Task task, String none, Instant now) {
        return end(task, "cancelled by a person", now);
    }

    static Change reject(Task task, String reason, Instant now) {
        requireUnanswered(task);
        return end(task.with(new Approval(task.approval().token(), "rejected")), reason, now);
    }

    static Change approve(Task task, String none, Instant now) {
        requireUnanswered(task);
        return Change.of(task.with(new Approval(task.approval().token(), "approved")))
                .also(transaction -> Queue.add(transaction, task.key(), Queue.Action.RESUME, now));
    }

    static Change redrive(Task task, Optional<BigDecimal> budget, Instant now) {
        if (task.status() != Status.FAILED) {
            throw Problem.conflict(
                    "Only a failed task can be redriven, and this one is " + task.status() + ".");
        }
        var again = task.redriven();
        var paid =
                budget.map(usd -> again.with(again.spend().withBudget(Spend.nano(usd))))
                        .orElse(again);
        return Change.of(
                        paid,
                        EventDraft.info(
                                "task.redriven",
                                "system",
                                "The task is redriven: it goes on with the step that failed."),
                        EventDraft.info("task.queued", "system", "The task waits for a free slot."))
                .also(transaction -> Queue.add(transaction, task.key(), Queue.Action.REDRIVE, now));
    }

    /** A task that nothing runs for ends at once; any other when its execution has stopped. */
    private static Change end(Task task, String reason, Instant now) {
        if (task.status().isTerminal()) {
            throw Problem.conflict("The task has already ended: it is " + task.status() + ".");
        }
        if (task.cancelling()) {
            throw Problem.conflict("The task is already being cancelled.");
        }
        return Change.of(task.cancelling(reason))
                .also(transaction -> Queue.add(transaction, task.key(), Queue.Action.STOP, now));
    }

    private static void requireUnanswered(Task task) {
        if (task.status() != Status.AWAITING_APPROVAL || task.cancelling()) {
            throw Problem.conflict(
                    "The task does not wait for an approval: it is " + task.status() + ".");
        }
        if (task.approval().answer() != null) {
            throw Problem.conflict("The task was already " + task.approval().answer() + ".");
        }
    }
}
