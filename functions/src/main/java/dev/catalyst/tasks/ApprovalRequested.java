package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;
import dev.catalyst.tasks.Slots.Slot;
import dev.catalyst.tasks.Tasks.Change;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The task waits for a person: keeps the token for the answer, and gives the slot to another task
 * meanwhile.
 */
public final class ApprovalRequested
        extends StepHandler<ApprovalRequested.Input, Map<String, String>> {

    record Input(String taskId, String tenant, String taskToken) {}

    private final Tasks tasks;
    private final Slots slots;

    public ApprovalRequested() {
        this(StartCheck.needs("TABLE_NAME").passed());
    }

    private ApprovalRequested(Env env) {
        this(new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")), InstantSource.system());
    }

    ApprovalRequested(Table table, InstantSource clock) {
        super(Input.class);
        this.tasks = Stores.tasks(table, clock);
        this.slots = new Slots(table);
    }

    @Override
    protected Map<String, String> handle(Input input, Context context) {
        var key = new TaskKey(input.tenant(), input.taskId());
        tasks.change(
                key,
                task ->
                        asked(task, input.taskToken())
                                .map(asked -> asked.also(giveAway(slots.of(key)))));
        return Map.of("task_id", input.taskId());
    }

    private static Consumer<Transaction> giveAway(Optional<Slot> slot) {
        return transaction -> slot.ifPresent(held -> Slots.release(transaction, held));
    }

    /** Nothing if the task has ended or is being cancelled, or this question was asked before. */
    static Optional<Change> asked(Task task, String token) {
        var before = task.approval();
        return !task.isOpen() || (before != null && before.token().equals(token))
                ? Optional.empty()
                : Optional.of(
                        Change.of(
                                task.with(Status.AWAITING_APPROVAL)
                                        .with(new Task.Approval(token, null)),
                                EventDraft.info(
                                        "task.awaiting_approval",
                                        "system",
                                        "Reviewed and ready to deploy: waits for approval.")));
    }
}
