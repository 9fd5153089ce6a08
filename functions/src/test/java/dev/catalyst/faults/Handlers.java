package dev.catalyst.faults;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.agents.Artifacts;
import dev.catalyst.agents.Means;
import dev.catalyst.agents.Step;
import dev.catalyst.agents.deployer.Deployer;
import dev.catalyst.agents.deployer.DeployerHandlers;
import dev.catalyst.knowledge.Lessons;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.llm.ChatModels;
import dev.catalyst.llm.ModelCall;
import dev.catalyst.llm.Patience;
import dev.catalyst.llm.Prices;
import dev.catalyst.llm.TableCircuits;
import dev.catalyst.llm.offline.OfflineModel;
import dev.catalyst.sandbox.Verdicts;
import dev.catalyst.store.Table;
import dev.catalyst.stream.StreamHandlers;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.TaskHandlers;
import dev.catalyst.tasks.Turns;
import dev.catalyst.workspace.Workspaces;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** A fresh process of each handler: made anew for every invocation, with clients that may fail. */
final class Handlers {

    static final String BUCKET = "bucket";
    private static final Integer REPAIR_ROUNDS = 3;

    static final S3Presigner PRESIGNER =
            S3Presigner.builder()
                    .region(Region.US_EAST_1)
                    .credentialsProvider(
                            StaticCredentialsProvider.create(
                                    AwsBasicCredentials.create("test", "test")))
                    .build();

    /** An invocation that has ten minutes left. */
    static final Context CONTEXT =
            (Context)
                    Proxy.newProxyInstance(
                            Context.class.getClassLoader(),
                            new Class<?>[] {Context.class},
                            (proxy, method, arguments) ->
                                    method.getReturnType() == int.class ? 600_000 : "x");

    final Table table;
    final InstantSource clock;
    final S3Client s3;
    final SqsClient sqs;
    final SfnClient sfn;
    final LambdaClient lambda;
    final TaskHandlers tasks;
    final StreamHandlers stream;
    final SplittableRandom random = new SplittableRandom();

    Handlers(World world, Faults faults) {
        table = new Table(faults.before(DynamoDbClient.class, world.table), "table");
        clock = world::now;
        s3 = faults.before(S3Client.class, world.bucket);
        sqs = faults.before(SqsClient.class, world.queue());
        sfn = faults.before(SfnClient.class, world.executions);
        lambda = faults.before(LambdaClient.class, world.lambda());
        tasks = new TaskHandlers(table, clock);
        stream =
                new StreamHandlers(
                        table,
                        faults.before(ApiGatewayManagementApiClient.class, world.sockets()),
                        clock);
    }

    /** The handler of an agent, by the constructor that takes what it works with. */
    StepHandler<?, ?> agent(Class<?> type) {
        if (type == Deployer.class) {
            return DeployerHandlers.deployer(new Step(means()));
        }
        var constructor =
                Arrays.stream(type.getDeclaredConstructors())
                        .filter(one -> one.getParameterCount() > 0)
                        .findFirst()
                        .orElseThrow();
        constructor.setAccessible(true);
        var given =
                Arrays.stream(constructor.getParameterTypes())
                        .map(
                                parameter ->
                                        parameter == Step.class ? new Step(means()) : REPAIR_ROUNDS)
                        .toArray();
        try {
            return (StepHandler<?, ?>) constructor.newInstance(given);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(type + " is made with something else", e);
        }
    }

    private Means means() {
        // what a lost call costs is the ledger's matter: here it costs nothing
        var prices = new Prices(LocalDate.EPOCH, Map.of(), Map.of());
        return new Means(
                new Turns(table, Stores.tasks(table, clock, UnaryOperator.identity())),
                new Artifacts(s3, BUCKET),
                new Workspaces(s3, BUCKET),
                new Verdicts(s3, BUCKET),
                new Lessons(table),
                new ChatModels(
                        name ->
                                name.equals("DEFAULT_LLM_PROVIDER")
                                        ? Optional.of("offline")
                                        : Optional.empty(),
                        prices,
                        HttpClient::newHttpClient,
                        OfflineModel::new),
                new ModelCall(
                        new TableCircuits(table),
                        new Patience(1, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                        clock,
                        random),
                prices,
                Duration.ofMinutes(5),
                clock);
    }
}
