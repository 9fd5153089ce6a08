package dev.catalyst.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;

import dev.catalyst.events.Event;
import dev.catalyst.events.Events;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.TaskView;
import dev.catalyst.tasks.Tasks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.SdkBytes;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Gatherers;

/**
 * Brings events to those who follow their task, in order. The stream only says of which tasks there
 * is news: the records of one transaction may come in any order and between those of others. What
 * is new, and who follows, is read from the table. A slow or failing client holds up itself alone.
 */
public final class Publisher implements RequestHandler<DynamodbEvent, Void> {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int PAGE = 500;
    private static final String TASK = "#TASK#";

    private static final Duration HANDSHAKE = Duration.ofSeconds(3);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    /** Clients that are written to at one time. */
    private static final int AT_ONCE = 32;

    private final Events events;
    private final Tasks tasks;
    private final Subscriptions subscriptions;
    private final Connections connections;
    private final InstantSource clock;

    public Publisher() {
        this(StartCheck.needs("TABLE_NAME", "SOCKETS_ENDPOINT").passed());
    }

    private Publisher(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                new Connections(env.require("SOCKETS_ENDPOINT")),
                InstantSource.system());
    }

    Publisher(Table table, Connections connections, InstantSource clock) {
        this.events = Stores.events(table);
        this.tasks = Stores.tasks(table, clock);
        this.clock = clock;
        this.subscriptions = new Subscriptions(table);
        this.connections = connections;
    }

    @Override
    public Void handleRequest(DynamodbEvent batch, Context context) {
        return Invocation.run(this, context, Map.of(), () -> bring(batch));
    }

    private Void bring(DynamodbEvent batch) {
        var faults =
                batch.getRecords().stream()
                        .map(record -> task(record.getDynamodb().getKeys().get("pk").getS()))
                        .distinct()
                        .flatMap(task -> bring(task).stream())
                        .toList();
        if (!faults.isEmpty()) {
            throw faults.getFirst();
        }
        return null;
    }

    /** Sends all who follow the task what they have not been sent yet; the faults of some. */
    private List<RuntimeException> bring(TaskKey task) {
        var faults = new ArrayList<RuntimeException>();
        var first = subscriptions.of(task);
        if (first.isEmpty()) {
            return faults;
        }
        long sent =
                Math.max(
                        subscriptions.published(task),
                        first.stream().mapToLong(Subscription::at).min().orElseThrow());
        List<Event> page;
        do {
            long from = sent;
            page = events.after(task.tenant(), task.id(), from, PAGE);
            // written once, however many clients get it
            var news = new LinkedHashMap<Long, SdkBytes>();
            page.forEach(event -> news.put(event.seq(), Connections.frame(event)));
            // read behind the events: who comes later has them in its replay
            subscriptions.of(task).stream()
                    .gather(
                            Gatherers.mapConcurrent(
                                    AT_ONCE, follower -> bring(follower, from, news)))
                    .flatMap(Optional::stream)
                    .forEach(faults::add);
            if (!page.isEmpty()) {
                var last = page.getLast();
                sent = last.seq();
                Invocation.about(
                        task.id(),
                        last.requestId(),
                        () -> LOG.info("the events {} to {} are told", from + 1, last.seq()));
                subscriptions.published(task, sent, clock.instant());
            }
        } while (page.size() == PAGE);
        return faults;
    }

    /** Brings a client all up to `from` if it was not replayed yet, and then the news. */
    private Optional<RuntimeException> bring(
            Subscription follower, long from, SequencedMap<Long, SdkBytes> news) {
        try {
            boolean reached =
                    (follower.live() || replay(follower, Math.max(from, follower.at())))
                            && news.entrySet().stream()
                                    .filter(one -> follower.wants(one.getKey()))
                                    .allMatch(one -> send(follower, one.getValue()));
            if (!reached) {
                subscriptions.removeAll(follower.tenant(), follower.connectionId());
            } else if (!follower.live()) {
                subscriptions.keep(follower, follower.asLive());
            }
            return Optional.empty();
        } catch (RuntimeException fault) {
            // the others go on: it is replayed from here when the batch comes again
            if (follower.live()) {
                subscriptions.keep(follower, follower.behind(from, clock.instant()));
            }
            return Optional.of(fault);
        }
    }

    /** Sends the task as it is, then the events up to `last` that the subscriber has missed. */
    private boolean replay(Subscription subscription, long last) {
        var task = tasks.get(subscription.task());
        boolean reached =
                send(
                        subscription,
                        Connections.frame(
                                Map.of(
                                        "type",
                                        "snapshot",
                                        "task",
                                        TaskView.of(task),
                                        "last_seq",
                                        task.lastSeq())));
        for (long from = subscription.after(); reached && from < last; ) {
            var page =
                    events.after(
                            subscription.tenant(),
                            subscription.taskId(),
                            from,
                            (int) Math.min(PAGE, last - from));
            if (page.isEmpty()) {
                break;
            }
            if (page.getFirst().seq() > from + 1) {
                var resync = Map.of("type", "resync_required", "oldest_seq", page.getFirst().seq());
                connections.send(subscription.connectionId(), Connections.frame(resync));
            }
            reached = page.stream().allMatch(event -> send(subscription, Connections.frame(event)));
            from = page.getLast().seq();
            if (reached && from < last) {
                subscriptions.keep(subscription, subscription.reached(from));
            }
        }
        return reached;
    }

    /** Whether the client is there; one that has just subscribed may still be shaking hands. */
    private boolean send(Subscription subscription, SdkBytes frame) {
        if (subscription.hasEnded(clock.instant())) {
            connections.end(subscription.connectionId());
            return false;
        }
        while (!connections.send(subscription.connectionId(), frame)) {
            if (clock.instant().isAfter(subscription.since().plus(HANDSHAKE))) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
        return true;
    }

    /** From a key such as `T#tenant#TASK#id`. */
    private static TaskKey task(String pk) {
        int id = pk.lastIndexOf(TASK);
        return new TaskKey(pk.substring("T#".length(), id), pk.substring(id + TASK.length()));
    }
}
