package dev.catalyst.tasks;

import dev.catalyst.events.EventDraft;
import dev.catalyst.store.Transaction;
import dev.catalyst.tasks.Slots.Slot;
import dev.catalyst.tasks.Tasks.Change;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/** Gives a task its final status, once, whatever ended its execution, and gives its slot free. */
final class Closing {

    /** Our own word for an execution that Step Functions does not let go on. */
    static final String NOT_REDRIVABLE = "NotRedrivable";

    /** How an execution ended, in Step Functions' words. */
    record End(String status, String error, String cause) {}

    private final Tasks tasks;
    private final Slots slots;
    private final InstantSource clock;

    Closing(Tasks tasks, Slots slots, InstantSource clock) {
        this.tasks = tasks;
        this.slots = slots;
        this.clock = clock;
    }

    /**
     * Closes the task, unless it is closed already or the end is not that of its present run.
     *
     * @param applies tells from the task and the slot that it holds whether the end is that of its
     *     present run
     */
    void close(TaskKey key, End end, BiPredicate<Task, Optional<Slot>> applies) {
        var written = new AtomicBoolean();
        var task =
                tasks.change(
                        key,
                        open -> {
                            // read behind the task: whoever takes or gives a slot changes its task
                            // too, and then this change is refused and decided anew
                            var slot = slots.of(key);
                            written.set(!open.status().isTerminal() && applies.test(open, slot));
                            return written.get()
                                    ? Optional.of(
                                            counted(closed(open, end, clock.instant()))
                                                    .also(giving(slot)))
                                    : Optional.empty();
                        });
        if (written.get()) {
            Counts.tell(task);
        }
    }

    private static Consumer<Transaction> giving(Optional<Slot> slot) {
        return transaction -> slot.ifPresent(held -> Slots.release(transaction, held));
    }

    private static Change counted(Change change) {
        return change.also(transaction -> Counts.end(transaction, change.task()));
    }

    /** For the end of the run that took this slot. */
    void close(Slot claim, End end) {
        close(claim.task(), end, (task, held) -> held.filter(claim::isSameClaim).isPresent());
    }

    static Change closed(Task task, End end, Instant now) {
        if (end.status().equals("SUCCEEDED")) {
            return Change.of(
                    task.finished(Status.COMPLETED, now),
                    EventDraft.info(
                            "task.completed",
                            "system",
                            "The task is completed.",
                            Map.of("cost", Spend.usd(task.spend().costNano()))));
        }
        if (task.cancelling() || end.status().equals("ABORTED")) {
            var reason = task.reason() == null ? "stopped from outside" : task.reason();
            return Change.of(
                    task.cancelling(reason)
                            .withRunning(Agent.State.SKIPPED)
                            .finished(Status.CANCELLED, now),
                    EventDraft.warning(
                            "task.cancelled",
                            "system",
                            "The task is cancelled: " + reason,
                            Map.of("reason", reason)));
        }
        var failure = task.failure() != null ? task.failure() : unexpected(task, end);
        var data = new HashMap<String, Object>();
        data.put("code", failure.code());
        data.put("agent", failure.agent());
        return Change.of(
                task.with(failure)
                        .withRunning(Agent.State.FAILED)
                        .with(failure.agent(), Agent.State.FAILED)
                        .finished(Status.FAILED, now),
                EventDraft.error(
                        "task.failed", failure.agent().toString(), failure.message(), data));
    }

    private static Failure unexpected(Task task, End end) {
        var at =
                Arrays.stream(Agent.values())
                        .filter(
                                agent ->
                                        task.state(agent) == Agent.State.RUNNING
                                                || task.state(agent) == Agent.State.PENDING)
                        .findFirst()
                        .orElse(Agent.DEPLOYER);
        var why =
                end.status().equals("TIMED_OUT")
                        ? "a step that did not end in time"
                        : "an unexpected fault, " + end.error();
        var advice =
                NOT_REDRIVABLE.equals(end.error())
                        ? "It ended too long ago to be redriven: fork the task from its "
                                + at
                                + " instead."
                        : "Redrive the task to try again; the logs of its request id tell more.";
        return new Failure(
                Failure.Code.INTERNAL,
                at,
                "The " + at + " could not go on because of " + why + ". " + advice);
    }
}
