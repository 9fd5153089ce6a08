package dev.catalyst.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.events.EventDraft;
import dev.catalyst.faults.StreamRecords;
import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Json;
import dev.catalyst.store.Key;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Spend;
import dev.catalyst.tasks.Status;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.Task;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.Turns;
import dev.catalyst.tasks.Work;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionResponse;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * Records of the table's stream that come late, twice, between those of others, and in batches that
 * break off, while clients come and go. DynamoDB gives no order among the records of a transaction.
 */
class ShuffledStreamTest {

    private static final int STEPS = 60;

    /** How far a record may be behind those that were written after it. */
    private static final int LATEST = 6;

    private final MemoryDynamoDb dynamoDb = new MemoryDynamoDb();
    private final Table table = new Table(dynamoDb, "table");
    private final TaskKey key = new TaskKey("default", "01890000-0000-7000-8000-000000000000");
    private final Turns turns =
            new Turns(table, Stores.tasks(table, InstantSource.system(), UnaryOperator.identity()));
    private final Following following = new Following(table, InstantSource.system());
    private final Gateway gateway = new Gateway();
    private final Publisher publisher =
            new Publisher(table, new Connections(gateway), InstantSource.system());
    private final Map<String, Client> clients = new HashMap<>();
    private final List<DynamodbStreamRecord> pending = new ArrayList<>();
    private final Set<String> streamed = new HashSet<>();
    private Random random;

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void a_follower_that_drops_what_it_has_sees_every_event_once_in_order(long seed) {
        random = new Random(seed);
        begin();
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> write();
                case 2 -> connect("client-" + random.nextInt(3));
                default -> deliver();
            }
        }
        while (!pending.isEmpty()) {
            deliver();
        }
        long last =
                table.get(Key.task(key.tenant(), key.id())).orElseThrow().path("last_seq").asLong();
        for (var client : clients.values()) {
            assertThat(client.seen).as("seed %d", seed).isEqualTo(last);
        }
    }

    @Test
    void ten_thousand_events_are_replayed_in_order_and_read_once() {
        random = new Random(1);
        begin();
        var said = EventDraft.info("log", "planner", "something happened");
        for (int i = 0; i < 200; i++) {
            turns.tell(key, Collections.nCopies(50, said));
        }
        connect("client");
        pending.removeIf(
                record -> record.getDynamodb().getKeys().get("sk").getS().startsWith("EVENT#"));
        var batch = new DynamodbEvent();
        batch.setRecords(pending);
        long before = dynamoDb.itemsRead();
        publisher.handleRequest(batch, null);

        assertThat(clients.get("client").seen).isEqualTo(10_000);
        // beside the subscription, which is looked for before and after
        assertThat(dynamoDb.itemsRead() - before).isLessThan(10_010);
    }

    /** What a client makes of its frames. */
    private final class Client {
        private String connection;
        private long seen;
        private long snapshot;

        private void take(JsonNode frame) {
            if (frame.path("type").asText().equals("snapshot")) {
                long at = frame.path("last_seq").asLong();
                assertThat(at).as("the state goes back").isGreaterThanOrEqualTo(snapshot);
                assertThat(frame.path("task").path("id").asText()).isEqualTo(key.id());
                snapshot = at;
            } else if (frame.path("seq").asLong() > seen) {
                assertThat(frame.path("seq").asLong()).as("after %d", seen).isEqualTo(seen + 1);
                seen++;
            }
        }
    }

    /** Carries frames to clients, and fails now and then. */
    private final class Gateway implements ApiGatewayManagementApiClient {
        private int untilFault = Integer.MAX_VALUE;

        @Override
        public synchronized PostToConnectionResponse postToConnection(
                PostToConnectionRequest request) {
            if (untilFault-- == 0) {
                throw SdkException.create("the gateway is away", null);
            }
            var frame = Json.tree(request.data().asUtf8String());
            clients.values().stream()
                    .filter(client -> client.connection.equals(request.connectionId()))
                    .forEach(client -> client.take(frame));
            return PostToConnectionResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    private void write() {
        var said = EventDraft.info("log", "planner", "something happened");
        turns.tell(key, Collections.nCopies(1 + random.nextInt(5), said));
        stream();
    }

    /** The connection of before is gone without a word; the new one asks for what it missed. */
    private void connect(String name) {
        var client = clients.computeIfAbsent(name, any -> new Client());
        if (client.connection != null && random.nextBoolean()) {
            following.end(key.tenant(), client.connection);
        }
        client.connection = name + "-" + random.nextInt(Integer.MAX_VALUE);
        following.begin(Caller.DEVELOPER, client.connection, key.id(), client.seen);
        stream();
    }

    /** Some records, not only the oldest, at once; a batch that breaks off comes again. */
    private void deliver() {
        Collections.shuffle(pending.subList(0, Math.min(LATEST, pending.size())), random);
        var records = pending.subList(0, random.nextInt(pending.size() + 1));
        var batch = new DynamodbEvent();
        batch.setRecords(List.copyOf(records));
        records.clear();
        gateway.untilFault = random.nextInt(20);
        boolean again = true;
        while (again) {
            try {
                publisher.handleRequest(batch, null);
                again = random.nextInt(4) == 0;
            } catch (SdkException away) {
                gateway.untilFault = Integer.MAX_VALUE;
            }
        }
        gateway.untilFault = Integer.MAX_VALUE;
    }

    /** What was written since the last time comes down the stream, in any order. */
    private void stream() {
        var fresh =
                new ArrayList<>(
                        dynamoDb.items().stream()
                                .filter(
                                        item ->
                                                Set.of("event", "subscription")
                                                        .contains(item.get("kind").s()))
                                .filter(item -> streamed.add(item.get("sk").s()))
                                .map(StreamRecords::of)
                                .toList());
        Collections.shuffle(fresh, random);
        pending.addAll(fresh);
    }

    private void begin() {
        var origin =
                new Task.Origin(
                        key.tenant(),
                        key.id(),
                        "project",
                        "Build a todo app",
                        "simulated",
                        false,
                        "request",
                        Agent.PLANNER,
                        null,
                        Instant.EPOCH);
        var task =
                new Task(
                        origin,
                        Status.RUNNING,
                        Map.of(),
                        null,
                        Instant.EPOCH,
                        null,
                        Spend.of(1),
                        Work.NONE,
                        0,
                        1,
                        0,
                        false,
                        null,
                        null);
        table.transaction()
                .put(
                        Key.task(key.tenant(), key.id()),
                        Json.MAPPER.<ObjectNode>valueToTree(task).put("kind", "task"))
                .commit();
    }
}
