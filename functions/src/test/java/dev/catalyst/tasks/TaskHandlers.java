package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;

import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.sandbox.SandboxFunctions;
import dev.catalyst.store.Table;
import dev.catalyst.workspace.Repositories;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The handlers of this package with given clients, for tests outside of it. */
public record TaskHandlers(Table table, InstantSource clock) {

    private static final String QUEUE = "https://queue";
    private static final int MOST_AT_ONCE = 2;

    public HttpHandler tasksApi(RandomGenerator random) {
        var defaults =
                new TasksApi.Defaults(new BigDecimal("2"), new BigDecimal("50"), "simulated");
        return new TasksApi(table, defaults, true, clock, random);
    }

    public HttpHandler taskReads(S3Client s3, S3Presigner presigner, String bucket) {
        return new TaskReads(table, s3, presigner, bucket);
    }

    public HttpHandler metricsApi() {
        return new MetricsApi(table, true);
    }

    public HttpHandler logsApi() {
        return new LogsApi(table, clock);
    }

    public RequestHandler<DynamodbEvent, StreamsEventResponse> outbox(SqsClient sqs) {
        return new Outbox(table, sqs, QUEUE, "https://lessons");
    }

    public RequestHandler<SQSEvent, SQSBatchResponse> dispatcher(
            SfnClient sfn, String machine, SqsClient sqs) {
        var executions = new Executions(sfn, machine);
        return new Dispatcher(table, executions, sqs, "https://dead-letters", MOST_AT_ONCE, clock);
    }

    public RequestHandler<ScheduledEvent, Void> sweeper(
            SfnClient sfn, String machine, SqsClient sqs) {
        return new Sweeper(table, new Executions(sfn, machine), sqs, QUEUE, clock);
    }

    public StepHandler<?, ?> taskOpened(SandboxFunctions sandbox) {
        return new TaskOpened(table, sandbox, 2, Optional.empty());
    }

    public StepHandler<?, ?> repositoryImported(S3Client s3, String bucket) {
        return new RepositoryImported(
                table, new Repositories(name -> Optional.empty()), s3, bucket, clock);
    }

    public StepHandler<?, ?> approvalRequested() {
        return new ApprovalRequested(table, clock);
    }

    public StepHandler<?, ?> taskClosed() {
        return new TaskClosed(table, clock);
    }
}
