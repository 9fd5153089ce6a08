package dev.catalyst.faults;

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
import software.amazon.awssdk.services.sfn.model.StartExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StartExecutionResponse;
import software.amazon.awssdk.services.sfn.model.StopExecutionRequest;
import software.amazon.awssdk.services.sfn.model.StopExecutionResponse;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;

import java.util.Map;
import java.util.TreeMap;

/** Step Functions in memory: executions by name, with how often each was run. */
final class Executions implements SfnClient {

    static final String MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:TaskMachine";

    private record Execution(ExecutionStatus status, int runs, int answers) {
        Execution with(ExecutionStatus changed) {
            return new Execution(changed, runs, answers);
        }
    }

    private final Map<String, Execution> byName = new TreeMap<>();

    Executions copy() {
        var copy = new Executions();
        copy.byName.putAll(byName);
        return copy;
    }

    void end(String name, ExecutionStatus status) {
        byName.computeIfPresent(name, (same, execution) -> execution.with(status));
    }

    @Override
    public StartExecutionResponse startExecution(StartExecutionRequest request) {
        var first = new Execution(ExecutionStatus.RUNNING, 1, 0);
        if (byName.putIfAbsent(request.name(), first) != null) {
            throw ExecutionAlreadyExistsException.builder().message(request.name()).build();
        }
        return StartExecutionResponse.builder().build();
    }

    @Override
    public RedriveExecutionResponse redriveExecution(RedriveExecutionRequest request) {
        String name = existing(request.executionArn());
        var ended = byName.get(name);
        if (ended.status() == ExecutionStatus.RUNNING
                || ended.status() == ExecutionStatus.SUCCEEDED) {
            throw ExecutionNotRedrivableException.builder().message(name).build();
        }
        byName.put(name, new Execution(ExecutionStatus.RUNNING, ended.runs() + 1, ended.answers()));
        return RedriveExecutionResponse.builder().build();
    }

    @Override
    public StopExecutionResponse stopExecution(StopExecutionRequest request) {
        String name = existing(request.executionArn());
        if (byName.get(name).status() == ExecutionStatus.RUNNING) {
            end(name, ExecutionStatus.ABORTED);
        }
        return StopExecutionResponse.builder().build();
    }

    /** A token is its execution's name: it is answered once. */
    @Override
    public SendTaskSuccessResponse sendTaskSuccess(SendTaskSuccessRequest request) {
        var waiting = byName.get(request.taskToken());
        if (waiting.answers() > 0) {
            throw TaskTimedOutException.builder().message("answered before").build();
        }
        byName.put(request.taskToken(), new Execution(waiting.status(), waiting.runs(), 1));
        return SendTaskSuccessResponse.builder().build();
    }

    @Override
    public DescribeExecutionResponse describeExecution(DescribeExecutionRequest request) {
        return DescribeExecutionResponse.builder()
                .status(byName.get(existing(request.executionArn())).status())
                .error("States.Fake")
                .build();
    }

    private String existing(String arn) {
        var name = arn.substring(arn.lastIndexOf(':') + 1);
        if (!byName.containsKey(name)) {
            throw ExecutionDoesNotExistException.builder().message(name).build();
        }
        return name;
    }

    @Override
    public String toString() {
        return byName.toString();
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
