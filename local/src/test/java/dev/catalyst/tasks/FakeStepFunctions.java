package dev.catalyst.tasks;

import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionRequest;
import software.amazon.awssdk.services.sfn.model.DescribeExecutionResponse;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionRequest;
import software.amazon.awssdk.services.sfn.model.RedriveExecutionResponse;
import software.amazon.awssdk.services.sfn.model.SendTaskSuccessRequest;
import software.amazon.awssdk.services.sfn.model.SendTaskSuccessResponse;
import software.amazon.awssdk.services.sfn.model.SfnException;
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StopExecutionResponse;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Step Functions, as far as executions are told to start, stop and go on; tests say how they end.
 */
final class FakeStepFunctions implements SfnClient {

    static final String MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:TaskMachine";

    private final Map<String, ExecutionStatus> executions = new LinkedHashMap<>();
    final List<String> answered = new ArrayList<>();
    private boolean down;
    private boolean answersAreLost;

    /** The names of the executions, in the order in which they started. */
    synchronized List<String> started() {
        return List.copyOf(executions.keySet());
    }

    synchronized ExecutionStatus status(String name) {
        return executions.get(name);
    }

    synchronized void end(String name, ExecutionStatus status) {
        executions.put(name, status);
    }

    synchronized void forget(String name) {
        executions.remove(name);
    }

    synchronized void down(boolean isDown) {
        down = isDown;
    }

    synchronized void answersAreLost(boolean areLost) {
        answersAreLost = areLost;
    }

    @Override
    public synchronized StartExecutionResponse startExecution(StartExecutionRequest request) {
        requireUp();
        if (executions.putIfAbsent(request.name(), ExecutionStatus.RUNNING) != null) {
            throw ExecutionAlreadyExistsException.builder().message(request.name()).build();
        }
        requireAnswer();
        return StartExecutionResponse.builder().build();
    }

    @Override
    public synchronized RedriveExecutionResponse redriveExecution(RedriveExecutionRequest request) {
        requireUp();
        var name = existing(request.executionArn());
        if (List.of(ExecutionStatus.RUNNING, ExecutionStatus.SUCCEEDED)
                .contains(executions.get(name))) {
            throw ExecutionNotRedrivableException.builder().message(name).build();
        }
        executions.put(name, ExecutionStatus.RUNNING);
        requireAnswer();
        return RedriveExecutionResponse.builder().build();
    }

    /** Like AWS, says nothing of an execution that has already ended. */
    @Override
    public synchronized StopExecutionResponse stopExecution(StopExecutionRequest request) {
        requireUp();
        executions.replace(
                existing(request.executionArn()), ExecutionStatus.RUNNING, ExecutionStatus.ABORTED);
        return StopExecutionResponse.builder().build();
    }

    @Override
    public synchronized SendTaskSuccessResponse sendTaskSuccess(SendTaskSuccessRequest request) {
        requireUp();
        answered.add(request.taskToken());
        return SendTaskSuccessResponse.builder().build();
    }

    @Override
    public synchronized DescribeExecutionResponse describeExecution(
            DescribeExecutionRequest request) {
        requireUp();
        return DescribeExecutionResponse.builder()
                .status(executions.get(existing(request.executionArn())))
                .error("States.Fake")
                .build();
    }

    private String existing(String arn) {
        var name = arn.substring(arn.lastIndexOf(':') + 1);
        if (!executions.containsKey(name)) {
            throw ExecutionDoesNotExistException.builder().message(name).build();
        }
        return name;
    }

    private void requireUp() {
        if (down) {
            throw SfnException.builder().message("down").build();
        }
    }

    private void requireAnswer() {
        if (answersAreLost) {
            throw SfnException.builder().message("the answer is lost").build();
        }
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
