package dev.catalyst.local.triggers;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.Target;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Brings events to targets, again and again until they are taken or the tries are used up. */
final class Deliveries implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Invoker functions;
    private final MachineStarter machines;
    private final SqsClient sqs;
    private final Clock clock;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

    Deliveries(Invoker functions, MachineStarter machines, SqsClient sqs, Clock clock) {
        this.functions = functions;
        this.machines = machines;
        this.sqs = sqs;
        this.clock = clock;
    }

    /** Completes when the target took the event, or it was given up; never if closed before. */
    CompletableFuture<Void> deliver(String ruleArn, Target target, ObjectNode event) {
        var done = new CompletableFuture<Void>();
        workers.execute(
                () -> {
                    try {
                        insist(ruleArn, target, event);
                        done.complete(null);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        return done;
    }

    private void insist(String ruleArn, Target target, ObjectNode event)
            throws InterruptedException {
        String input = input(target, event);
        Instant end = clock.instant().plus(target.maximumEventAge());
        int retries = 0;
        while (true) {
            try {
                send(target, event.get("id").textValue(), input);
                return;
            } catch (RuntimeException e) {
                if (workers.isShutdown()) {
                    throw new InterruptedException("closed");
                }
                LOG.warn(
                        "{} {} did not take an event: {}",
                        target.kind(),
                        target.name(),
                        e.getMessage());
                if (retries == target.maximumRetryAttempts() || clock.instant().isAfter(end)) {
                    giveUp(ruleArn, target, event, retries, e);
                    return;
                }
                Thread.sleep(pause(retries++));
            }
        }
    }

    private static Duration pause(int retries) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(retries, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void send(Target target, String eventId, String input) {
        switch (target.kind()) {
            case FUNCTION -> {
                var _ = functions.invoke(target.name(), input.getBytes(StandardCharsets.UTF_8));
            }
            case STATE_MACHINE -> machines.start(target.name(), eventId, input);
            case QUEUE -> post(target.name(), input, Map.of());
        }
    }

    private static String input(Target target, ObjectNode event) {
        return target.input()
                .or(() -> target.inputPath().map(path -> event.at(pointer(path)).toString()))
                .orElseGet(event::toString);
    }

    /** {@code $.detail.name} as {@code /detail/name}. */
    static JsonPointer pointer(String path) {
        if (!path.matches("\\$(\\.[A-Za-z0-9_-]+)*")) {
            throw new IllegalArgumentException(
                    "InputPath " + path + " is not supported: write $.field.field");
        }
        return JsonPointer.compile(path.substring(1).replace('.', '/'));
    }

    private void giveUp(
            String ruleArn, Target target, ObjectNode event, int retries, RuntimeException cause) {
        LOG.error("{} {} never took event {}", target.kind(), target.name(), event.get("id"));
        target.deadLetterQueue()
                .ifPresent(
                        queue ->
                                post(
                                        queue,
                                        event.toString(),
                                        Map.of(
                                                "RULE_ARN", ruleArn,
                                                "TARGET_ARN", arn(target),
                                                "ERROR_CODE", cause.getClass().getSimpleName(),
                                                "ERROR_MESSAGE", String.valueOf(cause.getMessage()),
                                                "RETRY_ATTEMPTS", String.valueOf(retries))));
    }

    private static String arn(Target target) {
        return switch (target.kind()) {
            case FUNCTION -> Arns.function(target.name());
            case STATE_MACHINE -> Arns.stateMachine(target.name());
            case QUEUE -> Arns.queue(target.name());
        };
    }

    private void post(String queue, String body, Map<String, String> attributes) {
        String url = sqs.getQueueUrl(q -> q.queueName(queue)).queueUrl();
        var values = new HashMap<String, MessageAttributeValue>();
        attributes.forEach(
                (name, value) ->
                        values.put(
                                name,
                                MessageAttributeValue.builder()
                                        .dataType("String")
                                        .stringValue(value.isEmpty() ? "-" : value)
                                        .build()));
        sqs.sendMessage(m -> m.queueUrl(url).messageBody(body).messageAttributes(values));
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
