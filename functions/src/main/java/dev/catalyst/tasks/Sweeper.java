package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Closing.End;
import dev.catalyst.tasks.Slots.Slot;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks at everything that waits or runs: says again that there is work, in case a message was
 * lost, and closes tasks whose execution has ended without the news of it having come, so that a
 * slot whose holder died comes back.
 */
public final class Sweeper implements RequestHandler<ScheduledEvent, Void> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PAGE = 500;

    private final Table table;
    private final Slots slots;
    private final Closing closing;
    private final Executions executions;
    private final SqsClient sqs;
    private final String queueUrl;
    private final InstantSource clock;

    public Sweeper() {
        this(StartCheck.needs("TABLE_NAME", "STATE_MACHINE_ARN", "TASK_QUEUE_URL").passed());
    }

    private Sweeper(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                new Executions(Wiring.sfn(), env.require("STATE_MACHINE_ARN")),
                Wiring.sqs(),
                env.require("TASK_QUEUE_URL"),
                InstantSource.system());
    }

    Sweeper(
            Table table,
            Executions executions,
            SqsClient sqs,
            String queueUrl,
            InstantSource clock) {
        this.table = table;
        this.slots = new Slots(table);
        this.closing = new Closing(Stores.tasks(table, clock), slots, clock);
        this.executions = executions;
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.clock = clock;
    }

    @Override
    public Void handleRequest(ScheduledEvent event, Context context) {
        return Invocation.run(this, context, Map.of(), this::sweep);
    }

    private Void sweep() {
        for (var tenant : tenants()) {
            slots.taken(tenant).stream().filter(Slot::launched).forEach(this::closeIfEnded);
            Outbox.tell(sqs, queueUrl, tenant);
        }
        return null;
    }

    /** The tenants with something waiting or running. */
    private Set<String> tenants() {
        var found = new HashSet<String>();
        var before = "";
        List<String> keys;
        do {
            keys =
                    table.newestOf("gsi1", Queue.ACTIVE, before, PAGE).stream()
                            .map(item -> item.path("gsi1sk").asText())
                            .toList();
            keys.forEach(key -> found.add(key.substring(0, key.indexOf('#'))));
            before = keys.isEmpty() ? "" : keys.getLast();
        } while (keys.size() == PAGE);
        return found;
    }

    private void closeIfEnded(Slot slot) {
        if (slot.claimedAt().isAfter(clock.instant().minus(PATIENCE))) {
            return;
        }
        executions
                .ended(slot.taskId(), new End("FAILED", "ExecutionDoesNotExist", ""))
                .ifPresent(end -> closing.close(slot, end));
    }
}
