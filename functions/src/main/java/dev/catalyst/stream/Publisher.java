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

import software.amazon.awssdk.core.SdkBytes;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Gatherers;

/**
 * Brings events to those who follow their task, in order. Subscriptions and events of a task come
 * down the table's stream in the order in which they were written, and only from here do events go
 * out: so a subscription's replay (the events up to its place) always comes before the events
 * behind it. A slow or failing client holds up itself alone, to the end of the batch.
 */
public final class Publisher implements RequestHandler<DynamodbEvent, Void> {

    private static final int PAGE = 500;

    private static final Duration HANDSHAKE = Duration.ofSeconds(3);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    /** Clients that are written to at one time. */
    private static final int AT_ONCE = 32;

    private final Events events;
    private final Tasks tasks;
    private final Subscriptions subscriptions;
    private final Connections connections;
    private final InstantSource clock;

    /** Who is at the other end of a socket. */
    private record Client(String tenant, String connectionId) {}

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
        var faults =
                deliveries(batch).entrySet().stream()
                        .gather(
                                Gatherers.mapConcurrent(
                                        AT_ONCE, one -> fault(one.getKey(), one.getValue())))
                        .flatMap(Optional::stream)
                        .toList();
        if (!faults.isEmpty()) {
            throw faults.getFirst();
        }
        return null;
    }

    /**
     * What a batch brings to each client, in order; each delivery tells if the client was there.
     */
    private Map<Client, List<BooleanSupplier>> deliveries(DynamodbEvent batch) {
        var deliveries = new LinkedHashMap<Client, List<BooleanSupplier>>();
        var followers = new HashMap<String, List<Subscription>>();
        for (var record : batch.getRecords()) {
            var image = StreamImage.object(record.getDynamodb().getNewImage());
            if (image.path("kind").asText().equals("subscription")) {
                var subscription = Subscriptions.subscription(image);
                add(deliveries, subscription, () -> replay(subscription));
            } else {
                String tenant = tenant(record.getDynamodb().getKeys().get("pk").getS());
                Event event = Events.event(image);
                SdkBytes frame = Connections.frame(event);
                followers
                        .computeIfAbsent(event.taskId(), task -> subscriptions.of(tenant, task))
                        .stream()
                        .filter(follower -> event.seq() > follower.at())
                        .filter(follower -> event.seq() > follower.after())
                        .forEach(
                                follower -> add(deliveries, follower, () -> send(follower, frame)));
            }
        }
        return deliveries;
    }

    private static void add(
            Map<Client, List<BooleanSupplier>> deliveries,
            Subscription subscription,
            BooleanSupplier delivery) {
        deliveries
                .computeIfAbsent(
                        new Client(subscription.tenant(), subscription.connectionId()),
                        client -> new ArrayList<>())
                .add(delivery);
    }

    /** Brings a client what is its own; a fault of one waits until the others have theirs. */
    private Optional<RuntimeException> fault(Client client, List<BooleanSupplier> deliveries) {
        try {
            if (!deliveries.stream().allMatch(BooleanSupplier::getAsBoolean)) {
                subscriptions.removeAll(client.tenant(), client.connectionId());
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            return Optional.of(e);
        }
    }

    /** Sends the task as it is, then the events that the subscriber has missed. */
    private boolean replay(Subscription subscription) {
        var task = tasks.get(new TaskKey(subscription.tenant(), subscription.taskId()));
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
                                        subscription.at())));
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
                var resync = Map.of("type", "resync_required", "oldest_seq", page.getFirst().seq());
                connections.send(subscription.connectionId(), Connections.frame(resync));
            }
            reached = page.stream().allMatch(event -> send(subscription, Connections.frame(event)));
            from = page.getLast().seq();
            if (reached && from < subscription.at()) {
                subscriptions.reached(subscription, from);
            }
        }
        return reached;
    }

    /** Whether the client is there; one that has just subscribed may still be shaking hands. */
    private boolean send(Subscription subscription, SdkBytes frame) {
        while (!connections.send(subscription.connectionId(), frame)) {
            if (clock.instant().isAfter(subscription.since().plus(HANDSHAKE))) {
                return false;
            }
            LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
        }
        return true;
    }

    /** From a key such as `T#tenant#TASK#id`. */
    private static String tenant(String pk) {
        return pk.substring("T#".length(), pk.lastIndexOf("#TASK#"));
    }
}
