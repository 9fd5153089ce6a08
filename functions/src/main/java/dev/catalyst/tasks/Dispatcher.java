package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Masking;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Closing.End;
import dev.catalyst.tasks.Queue.Action;
import dev.catalyst.tasks.Queue.Owed;
import dev.catalyst.tasks.Slots.Slot;
import dev.catalyst.tasks.Tasks.Change;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Admission control. A message names a tenant with work; what work, and in which order, is in the
 * table. So a message that comes twice, late or in another order changes nothing.
 */
public final class Dispatcher implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int ITEMS_AT_ONCE = 50;
    private static final String POISON =
            "a message of the task queue must be a JSON object that names its tenant";

    private final Tasks tasks;
    private final Queue queue;
    private final Slots slots;
    private final Closing closing;
    private final Executions executions;
    private final SqsClient sqs;
    private final String deadLettersUrl;
    private final int most;
    private final InstantSource clock;

    public Dispatcher() {
        this(
                StartCheck.needs(
                                "TABLE_NAME",
                                "STATE_MACHINE_ARN",
                                "DEAD_LETTERS_URL",
                                "MAX_CONCURRENT_TASKS")
                        .passed());
    }

    private Dispatcher(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                new Executions(Wiring.sfn(), env.require("STATE_MACHINE_ARN")),
                Wiring.sqs(),
                env.require("DEAD_LETTERS_URL"),
                Integer.parseInt(env.require("MAX_CONCURRENT_TASKS")),
                InstantSource.system());
    }

    Dispatcher(
            Table table,
            Executions executions,
            SqsClient sqs,
            String deadLettersUrl,
            int most,
            InstantSource clock) {
        this.tasks = Stores.tasks(table, clock);
        this.queue = new Queue(table);
        this.slots = new Slots(table);
        this.closing = new Closing(tasks, slots, clock);
        this.executions = executions;
        this.sqs = sqs;
        this.deadLettersUrl = deadLettersUrl;
        this.most = most;
        this.clock = clock;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return Invocation.run(this, context, Map.of(), () -> serve(event));
    }

    private SQSBatchResponse serve(SQSEvent event) {
        var failed = new ArrayList<BatchItemFailure>();
        var done = new HashSet<String>();
        for (var message : event.getRecords()) {
            try {
                var tenant = tenant(message);
                if (tenant.isEmpty()) {
                    bury(message);
                } else if (done.add(tenant.get())) {
                    dispatch(tenant.get());
                }
            } catch (RuntimeException fault) {
                LOG.error("message {} could not be served", message.getMessageId(), fault);
                failed.add(new BatchItemFailure(message.getMessageId()));
            }
        }
        return new SQSBatchResponse(failed);
    }

    private static Optional<String> tenant(SQSMessage message) {
        try {
            return Optional.of(Json.tree(message.getBody()).path("tenant").asText())
                    .filter(tenant -> !tenant.isEmpty());
        } catch (UncheckedIOException notJson) {
            return Optional.empty();
        }
    }

    /** No later try can serve it, and only here is known why. */
    private void bury(SQSMessage message) {
        var reason = MessageAttributeValue.builder().dataType("String").stringValue(POISON).build();
        sqs.sendMessage(
                send ->
                        send.queueUrl(deadLettersUrl)
                                .messageBody(Masking.mask(message.getBody()))
                                .messageAttributes(Map.of("ERROR_MESSAGE", reason)));
    }

    /** Pays what is owed to the tenant's tasks as far as there are slots. */
    void dispatch(String tenant) {
        finishLaunches(tenant);
        payAll(tenant);
    }

    /** What an earlier dispatcher began; a task that cannot be launched holds up no other. */
    private void finishLaunches(String tenant) {
        for (var slot : slots.taken(tenant)) {
            if (!slot.launched()) {
                try {
                    launch(slot);
                } catch (RuntimeException fault) {
                    LOG.error("task {} could not be launched", slot.taskId(), fault);
                }
            }
        }
    }

    private void payAll(String tenant) {
        Set<String> seen = new HashSet<>();
        while (true) {
            var owed =
                    queue.oldest(tenant, ITEMS_AT_ONCE).stream()
                            .filter(one -> seen.add(one.sk()))
                            .toList();
            if (owed.isEmpty() || !pay(tenant, owed)) {
                return;
            }
        }
    }

    /** Whether there may be a slot for more. */
    private boolean pay(String tenant, List<Owed> owed) {
        for (var one : owed) {
            if (!one.action().needsSlot()) {
                stop(one);
                continue;
            }
            var free = Slots.free(slots.taken(tenant), most);
            if (free.isEmpty()) {
                return false;
            }
            claim(one, free.get()).ifPresent(this::launch);
        }
        return true;
    }

    /**
     * Takes a slot for the work and its item off the queue, in one step; nothing if another
     * dispatcher was faster.
     */
    private Optional<Slot> claim(Owed owed, int number) {
        var slot =
                new Slot(
                        owed.tenant(),
                        number,
                        owed.taskId(),
                        owed.action(),
                        false,
                        clock.instant());
        try {
            var after = tasks.change(owed.task(), task -> Optional.of(claimed(task, owed, slot)));
            return Optional.of(slot).filter(any -> after.isOpen());
        } catch (Conflict taken) {
            if (taken.on(Queue.CONDITION) || taken.on(Slots.CONDITION)) {
                return Optional.empty();
            }
            throw taken;
        }
    }

    private Change claimed(Task task, Owed owed, Slot slot) {
        return started(task, owed.action(), slot.claimedAt())
                .map(started -> started.also(transaction -> Slots.claim(transaction, slot)))
                .orElseGet(() -> Change.of(task))
                .also(transaction -> Queue.settle(transaction, owed));
    }

    /** Nothing if the task has ended or is being cancelled since it was queued. */
    static Optional<Change> started(Task task, Action action, Instant now) {
        return switch (action) {
            case START -> start(task, Status.PENDING, now, "A slot is free: the task starts.");
            case REDRIVE ->
                    start(
                            task,
                            Status.PENDING,
                            now,
                            "A slot is free: the task goes on with the step that failed.");
            case RESUME ->
                    start(
                            task,
                            Status.AWAITING_APPROVAL,
                            now,
                            "Approved, and a slot is free: the task goes on.");
            case STOP -> throw new IllegalArgumentException("a stop takes no slot");
        };
    }

    private static Optional<Change> start(Task task, Status expected, Instant now, String message) {
        if (!task.isOpen() || task.status() != expected) {
            return Optional.empty();
        }
        var event = expected == Status.PENDING ? "task.started" : "log";
        return Optional.of(Change.of(task.started(now), EventDraft.info(event, "system", message)));
    }

    private void launch(Slot slot) {
        var task = tasks.get(slot.task());
        Invocation.about(task.id(), task.origin().requestId(), () -> launch(task, slot));
        slots.launched(slot);
    }

    private void launch(Task task, Slot slot) {
        if (task.isOpen()) {
            switch (slot.action()) {
                case START -> executions.start(task);
                case REDRIVE -> {
                    if (!executions.redrive(task)) {
                        closing.close(slot, new End("FAILED", Closing.NOT_REDRIVABLE, ""));
                    }
                }
                case RESUME -> executions.resume(task);
                case STOP -> throw new IllegalStateException("a stop takes no slot");
            }
            LOG.info("the task's {} took the slot {}", slot.action(), slot.number());
        }
    }

    private void stop(Owed owed) {
        var task = tasks.get(owed.task());
        executions.stop(owed.taskId(), task.reason() == null ? "cancelled" : task.reason());
        // one that ended before, such as that of a task that waits to go on, sends no more news
        executions
                .ended(owed.taskId(), new End("ABORTED", "Cancelled", "it was never started"))
                .ifPresent(end -> closing.close(owed.task(), end, (now, held) -> now.cancelling()));
        queue.remove(owed);
    }
}
