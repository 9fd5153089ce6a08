package dev.catalyst.tasks;

import dev.catalyst.lambda.Json;

import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.TaskDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

import java.util.Map;
import java.util.Optional;

/**
 * The executions of the task machine, one per task, named by the task's id. Every call may be
 * repeated without harm.
 */
final class Executions {

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

    void redrive(Task task) {
        try {
            client.redriveExecution(
                    request ->
                            request.executionArn(arn(task.id()))
                                    .clientToken(task.id() + "-" + task.redrives()));
        } catch (ExecutionNotRedrivableException notRedrivable) {
            if (describe(task.id())
                    .map(DescribeExecutionResponse::status)
                    .filter(ExecutionStatus.RUNNING::equals)
                    .isEmpty()) {
                throw notRedrivable;
            }
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

    /** Stops the execution; false if there is none to stop. */
    boolean stop(String taskId, String why) {
        try {
            client.stopExecution(
                    request -> request.executionArn(arn(taskId)).error("Cancelled").cause(why));
            return true;
        } catch (ExecutionDoesNotExistException neverStarted) {
            return false;
        }
    }

    Optional<DescribeExecutionResponse> describe(String taskId) {
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
