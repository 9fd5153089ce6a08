package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Tasks.Change;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

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
        this(
                new Table(Wiring.dynamoDb(), Env.current().require("TABLE_NAME")),
                InstantSource.system());
    }

    ApprovalRequested(Table table, InstantSource clock) {
        super(Input.class);
        this.tasks = Stores.tasks(table, clock);
        this.slots = new Slots(table);
    }

    @Override
    protected Map<String, String> handle(Input input, Context context) {
        var key = new TaskKey(input.tenant(), input.taskId());
        var slot = slots.of(key);
        tasks.change(
                key,
                task ->
                        !task.isOpen() || isAsked(task, input.taskToken())
                                ? Optional.empty()
                                : Optional.of(
                                        waiting(task, input.taskToken())
                                                .also(
                                                        transaction ->
                                                                slot.ifPresent(
                                                                        held ->
                                                                                Slots.release(
                                                                                        transaction,
                                                                                        held)))));
        return Map.of("task_id", input.taskId());
    }

    private static boolean isAsked(Task task, String token) {
        return task.approval() != null && task.approval().token().equals(token);
    }

    private static Change waiting(Task task, String token) {
        return Change.of(
                task.with(Status.AWAITING_APPROVAL).with(new Task.Approval(token, null)),
                EventDraft.info(
                        "task.awaiting_approval",
                        "system",
                        "Reviewed and ready to deploy: waits for approval."));
    }
}
