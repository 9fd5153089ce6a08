package dev.catalyst.tasks;

import dev.catalyst.lambda.Json;
import dev.catalyst.tasks.Closing.End;

import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The executions of the task machine, one per task, named by the task's id. Every call may be
 * repeated without harm.
 */
final class Executions {

    private static final Set<ExecutionStatus> ENDED_BADLY =
            EnumSet.of(ExecutionStatus.FAILED, ExecutionStatus.TIMED_OUT, ExecutionStatus.ABORTED);

    private final SfnClient client;
    private final String machineArn;

    Executions(SfnClient client, String machineArn) {
        this.client = client;
        this.machineArn = machineArn;
    }

    void start(Task task) {
        var input =
                Json.write(
                        Map.of(
                                "task_id",
                                task.id(),
                                "tenant",
                                task.origin().tenant(),
                                "request_id",
                                task.origin().requestId()));
        try {
            client.startExecution(
                    request -> request.stateMachineArn(machineArn).name(task.id()).input(input));
        } catch (ExecutionAlreadyExistsException startedBefore) {
            // by an earlier try whose answer was lost: the name makes it the same execution
        }
    }

    /** Lets the execution go on from the step that failed; false if it no longer can. */
    boolean redrive(Task task) {
        try {
            client.redriveExecution(
                    request ->
                            request.executionArn(arn(task.id()))
                                    .clientToken(task.id() + "-" + task.redrives()));
            return true;
        } catch (ExecutionDoesNotExistException forgotten) {
            return false;
        } catch (ExecutionNotRedrivableException notRedrivable) {
            // or it goes on already, or did so to its good end, by an earlier try whose answer was
            // lost
            return describe(task.id())
                    .filter(execution -> !ENDED_BADLY.contains(execution.status()))
                    .isPresent();
        }
    }

    void resume(Task task) {
        try {
            client.sendTaskSuccess(
                    request -> request.taskToken(task.approval().token()).output("{}"));
        } catch (TaskTimedOutException | TaskDoesNotExistException answeredBefore) {
            // by an earlier try whose answer was lost, or the execution has ended
        }
    }

    void stop(String taskId, String why) {
        try {
            client.stopExecution(
                    request -> request.executionArn(arn(taskId)).error("Cancelled").cause(why));
        } catch (ExecutionDoesNotExistException neverStarted) {
            // then there is nothing to stop
        }
    }

    /**
     * How the execution ended; nothing as long as it goes on, and the given end if there is none.
     */
    Optional<End> ended(String taskId, End ifAbsent) {
        var execution = describe(taskId);
        if (execution.isEmpty()) {
            return Optional.of(ifAbsent);
        }
        return execution
                .filter(
                        one ->
                                one.status() != ExecutionStatus.RUNNING
                                        && one.status() != ExecutionStatus.PENDING_REDRIVE)
                .map(one -> new End(one.statusAsString(), one.error(), one.cause()));
    }

    private Optional<DescribeExecutionResponse> describe(String taskId) {
        try {
            return Optional.of(
                    client.describeExecution(request -> request.executionArn(arn(taskId))));
        } catch (ExecutionDoesNotExistException neverStarted) {
            return Optional.empty();
        }
    }

    private String arn(String taskId) {
        return machineArn.replace(":stateMachine:", ":execution:") + ":" + taskId;
    }
}
