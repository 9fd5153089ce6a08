package dev.catalyst.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;

import dev.catalyst.events.Event;
import dev.catalyst.events.Events;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.TaskView;
import dev.catalyst.tasks.Tasks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings events to those who follow their task, in order. Subscriptions and events of a task come
 * down the table's stream in the order in which they were written, and only from here do events go
 * out: so a subscription's replay (the events up to its place) always comes before the events
 * behind it.
 */
public final class Publisher implements RequestHandler<DynamodbEvent, Void> {

    private static final int PAGE = 500;

    private static final Duration HANDSHAKE = Duration.ofSeconds(3);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    private final Events events;
    private final Tasks tasks;
    private final Subscriptions subscriptions;
    private final Connections connections;
    private final InstantSource clock;

    public Publisher() {
        this(
                new Table(Wiring.dynamoDb(), Env.current().require("TABLE_NAME")),
                new Connections(Env.current().require("SOCKETS_ENDPOINT")),
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
        var followers = new HashMap<String, List<Subscription>>();
        for (var record : batch.getRecords()) {
            var image = StreamImage.object(record.getDynamodb().getNewImage());
            if (image.path("kind").asText().equals("subscription")) {
                replay(Subscriptions.subscription(image), followers);
            } else {
                publish(
                        tenant(record.getDynamodb().getKeys().get("pk").getS()),
                        Events.event(image),
                        followers);
            }
        }
        return null;
    }

    /** Sends the task as it is, then the events that the subscriber has missed. */
    private void replay(Subscription subscription, Map<String, List<Subscription>> followers) {
        var task = tasks.get(new TaskKey(subscription.tenant(), subscription.taskId()));
        var frames = new ArrayList<Object>();
        frames.add(
                Map.of(
                        "type",
                        "snapshot",
                        "task",
                        TaskView.of(task),
                        "last_seq",
                        subscription.at()));
        boolean reached = sendAll(subscription, frames);
        for (long from = subscriptions.reached(subscription);
                reached && from < subscription.at(); ) {
            var page =
                    events.after(
                            subscription.tenant(),
                            subscription.taskId(),
                            from,
                            (int) Math.min(PAGE, subscription.at() - from));
            if (page.isEmpty()) {
                break;
            }
            if (page.getFirst().seq() > from + 1) {
                connections.send(
                        subscription.connectionId(),
                        Map.of("type", "resync_required", "oldest_seq", page.getFirst().seq()));
            }
            reached = sendAll(subscription, page);
            from = page.getLast().seq();
            if (reached && from < subscription.at()) {
                subscriptions.reached(subscription, from);
            }
        }
        if (!reached) {
            gone(subscription, followers);
        }
    }

    private boolean sendAll(Subscription subscription, List<?> frames) {
        return frames.stream().allMatch(frame -> send(subscription, frame));
    }

    /** Whether the client is there; one that has just subscribed may still be shaking hands. */
    private boolean send(Subscription subscription, Object frame) {
        while (!connections.send(subscription.connectionId(), frame)) {
            if (clock.instant().isAfter(subscription.since().plus(HANDSHAKE))) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
        return true;
    }

    private void publish(String tenant, Event event, Map<String, List<Subscription>> followers) {
        var all =
                followers.computeIfAbsent(
                        event.taskId(),
                        taskId -> new ArrayList<>(subscriptions.of(tenant, taskId)));
        for (var subscription : List.copyOf(all)) {
            boolean wanted = event.seq() > subscription.at() && event.seq() > subscription.after();
            if (wanted && !send(subscription, event)) {
                gone(subscription, followers);
            }
        }
    }

    private void gone(Subscription subscription, Map<String, List<Subscription>> followers) {
        subscriptions.removeAll(subscription.tenant(), subscription.connectionId());
        followers
                .getOrDefault(subscription.taskId(), new ArrayList<>())
                .removeIf(other -> other.connectionId().equals(subscription.connectionId()));
    }

    /** From a key such as `T#tenant#TASK#id`. */
    private static String tenant(String pk) {
        return pk.substring("T#".length(), pk.lastIndexOf("#TASK#"));
    }
}
