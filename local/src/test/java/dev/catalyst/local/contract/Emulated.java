package dev.catalyst.local.contract;

import dev.catalyst.local.PortChoice;
import dev.catalyst.local.emulators.Emulators;
import dev.catalyst.local.template.TemplateReader;
import dev.catalyst.store.Table;

import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The emulators with this project's table and queues, started once for all tests of a JVM: each
 * test is a tenant of its own.
 */
public final class Emulated {

    private static final Emulated SHARED = start();

    private final DynamoDbClient dynamoDb;
    private final SqsClient sqs;
    private final S3Client s3;
    private final String tableName;
    private final String queueUrl;

    private Emulated(
            DynamoDbClient dynamoDb,
            SqsClient sqs,
            S3Client s3,
            String tableName,
            String queueUrl) {
        this.dynamoDb = dynamoDb;
        this.sqs = sqs;
        this.s3 = s3;
        this.tableName = tableName;
        this.queueUrl = queueUrl;
    }

    public static Table table() {
        return new Table(SHARED.dynamoDb, SHARED.tableName);
    }

    /** The same table through a client whose calls somebody watches. */
    public static Table table(ExecutionInterceptor watching) {
        var endpoint = SHARED.dynamoDb.serviceClientConfiguration().endpointOverride();
        var watched =
                DynamoDbClient.builder()
                        .overrideConfiguration(call -> call.addExecutionInterceptor(watching));
        var client = Emulators.client(watched, endpoint.orElseThrow().getPort());
        return new Table(client, SHARED.tableName);
    }

    public static SqsClient sqs() {
        return SHARED.sqs;
    }

    /** Its bucket {@code artifacts} is there, and others can be made. */
    public static S3Client s3() {
        return SHARED.s3;
    }

    public static String taskQueue() {
        return SHARED.queueUrl;
    }

    public static String deadLetters() {
        return SHARED.sqs.getQueueUrl(get -> get.queueName("TaskDeadLetters")).queueUrl();
    }

    private static Emulated start() {
        try {
            var ports = PortChoice.of(0);
            var template =
                    TemplateReader.read(Project.ROOT.resolve("template.yaml"), Map.of(), ports);
            var home = Files.createTempDirectory("catalyst-emulated-");
            var emulators =
                    Emulators.start(CompletableFuture.completedFuture(template), home, ports);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(emulators)));
            return new Emulated(
                    Emulators.client(DynamoDbClient.builder(), ports.dynamoDb()),
                    Emulators.client(SqsClient.builder(), ports.sqs()),
                    Emulators.client(S3Client.builder().forcePathStyle(true), ports.s3()),
                    template.tables().getFirst().name(),
                    template.queues().stream()
                            .filter(queue -> queue.name().equals("TaskQueue"))
                            .findFirst()
                            .orElseThrow()
                            .url());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void stop(Emulators emulators) {
        try {
            emulators.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
