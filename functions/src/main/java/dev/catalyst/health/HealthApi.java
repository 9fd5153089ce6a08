package dev.catalyst.health;

import dev.catalyst.health.Check.Found;
import dev.catalyst.health.Health.Status;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.Scope;
import dev.catalyst.lambda.Settings;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.llm.Reachability;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** `/api/health`: what is configured, or, asked deeply, whether each part answers. */
public final class HealthApi extends HttpHandler {

    private static final Duration AWS = Duration.ofSeconds(3);
    private static final Duration PROVIDER = Duration.ofSeconds(8);

    private final Checks checks;

    public HealthApi() {
        this(
                StartCheck.needs("TABLE_NAME", "BUCKET_NAME", "TASK_QUEUE_URL", "STATE_MACHINE_ARN")
                        .model()
                        .passed());
    }

    private HealthApi(Env env) {
        this(
                List.of(
                        table(new Table(Wiring.dynamoDb(), env.require("TABLE_NAME"))),
                        artifacts(Wiring.s3(), env.require("BUCKET_NAME")),
                        storage(Wiring.s3(), env.require("BUCKET_NAME")),
                        queue(Wiring.sqs(), env.require("TASK_QUEUE_URL")),
                        taskMachine(Wiring.sfn(), env.require("STATE_MACHINE_ARN")),
                        llm(new Reachability(new Settings(env)::find))),
                InstantSource.system());
    }

    HealthApi(List<Check> all, InstantSource clock) {
        checks = new Checks(all, clock);
        open("GET", "/api/health", this::health);
    }

    private Reply health(Request request) {
        boolean deep = isDeep(request);
        if (deep) {
            // it costs a call of each part
            request.require(Scope.READ);
        }
        var health = checks.look(deep);
        return Reply.json(health.status() == Status.UNHEALTHY ? 503 : 200, health)
                .with("Cache-Control", "no-store");
    }

    private static boolean isDeep(Request request) {
        return switch (request.query("deep").orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.invalid("deep", "must be true or false");
        };
    }

    private static Check table(Table table) {
        return critical(
                "table",
                () -> {
                    table.get(new Key("T#*#HEALTH", Key.META));
                    return Found.healthy("reads are answered");
                });
    }

    private static Check artifacts(S3Client s3, String bucket) {
        return critical(
                "artifacts",
                () -> {
                    s3.listObjectsV2(list -> list.bucket(bucket).prefix("health/").maxKeys(1));
                    return Found.healthy("reads are answered");
                });
    }

    /** A disk can be full, or a key's use be forbidden, while reads are still answered. */
    private static Check storage(S3Client s3, String bucket) {
        return critical(
                "storage",
                () -> {
                    s3.putObject(
                            put -> put.bucket(bucket).key("health/probe"),
                            RequestBody.fromString("ok"));
                    return Found.healthy("writes are taken");
                });
    }

    private static Check queue(SqsClient sqs, String url) {
        var waiting = QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES;
        return new Check(
                "queue",
                false,
                AWS,
                HealthApi::configured,
                () -> {
                    var found =
                            sqs.getQueueAttributes(
                                    get -> get.queueUrl(url).attributeNames(waiting));
                    return Found.healthy("%s waiting".formatted(found.attributes().get(waiting)));
                });
    }

    private static Check taskMachine(SfnClient sfn, String arn) {
        return critical(
                "task_machine",
                () -> {
                    var machine = sfn.describeStateMachine(get -> get.stateMachineArn(arn));
                    return Found.healthy(machine.name() + " is " + machine.statusAsString());
                });
    }

    private static Check llm(Reachability provider) {
        return new Check(
                "llm",
                false,
                PROVIDER,
                () -> found(provider.configured()),
                () -> found(provider.ask()));
    }

    private static Found found(Reachability.Found found) {
        return new Found(found.ok() ? Status.HEALTHY : Status.DEGRADED, found.detail());
    }

    private static Check critical(String name, Check.Call call) {
        return new Check(name, true, AWS, HealthApi::configured, call);
    }

    private static Found configured() {
        return Found.healthy("configured; deep=true asks it");
    }
}
