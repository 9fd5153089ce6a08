package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.sandbox.SandboxFunctions;
import dev.catalyst.sandbox.SandboxUnavailable;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Work.Wave;

import java.time.InstantSource;
import java.util.List;

/**
 * First state of a task: where it begins, and whether code that a model wrote can be run at all.
 */
public final class TaskOpened extends StepHandler<TaskOpened.Input, TaskOpened.Output> {

    record Input(String taskId, String tenant) {}

    record Output(
            Agent startAt,
            List<Wave> waves,
            List<String> workspace,
            int maxParallelCoders,
            boolean requireApproval) {}

    private final Turns turns;
    private final SandboxFunctions sandbox;
    private final int maxParallelCoders;

    public TaskOpened() {
        this(
                new Table(Wiring.dynamoDb(), Env.current().require("TABLE_NAME")),
                SandboxFunctions.of(Env.current()),
                Integer.parseInt(Env.current().require("MAX_PARALLEL_CODERS")));
    }

    TaskOpened(Table table, SandboxFunctions sandbox, int maxParallelCoders) {
        super(Input.class);
        this.turns = new Turns(table, Stores.tasks(table, InstantSource.system()));
        this.sandbox = sandbox;
        this.maxParallelCoders = maxParallelCoders;
    }

    @Override
    protected Output handle(Input input, Context context) {
        var key = new TaskKey(input.tenant(), input.taskId());
        var task = turns.open(key);
        var origin = task.origin();
        try {
            sandbox.probe(origin.mode().equals("live"));
        } catch (SandboxUnavailable unavailable) {
            // told as the failure of the agent that would have been first
            turns.fail(
                    key,
                    new Failure(
                            Failure.Code.SANDBOX_UNAVAILABLE,
                            origin.startAt(),
                            unavailable.getMessage()));
            throw unavailable;
        }
        return new Output(
                origin.startAt(),
                task.work().waves(),
                task.work().workspace(),
                maxParallelCoders,
                origin.requireApproval());
    }
}
