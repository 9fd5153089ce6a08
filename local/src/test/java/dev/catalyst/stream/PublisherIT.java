package dev.catalyst.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.AttributeValue;
import com.amazonaws.services.lambda.runtime.events.models.dynamodb.StreamRecord;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Problem;
import dev.catalyst.local.contract.Emulated;
import dev.catalyst.store.Ids;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Spend;
import dev.catalyst.tasks.Status;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.Task;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.Turns;
import dev.catalyst.tasks.Work;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import software.amazon.awssdk.core.exception.SdkException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Subscriptions and events, from the table's stream to clients. */
class PublisherIT {

    // that of the socket function, until callers say who they are
    private static final Caller CALLER = Caller.DEVELOPER;
    private static final String TENANT = CALLER.tenant();

    private final Table table = Emulated.table();
    private final String taskId = Ids.uuid7(Instant.now(), new Random());
    private final TaskKey key = new TaskKey(TENANT, taskId);
    private final String client = "client-" + UUID.randomUUID();

    /** A subscription is an hour old when its events go out: nobody waits for its handshake. */
    private final InstantSource later = () -> Instant.now().plus(Duration.ofHours(1));

    private FakeGateway gateway;
    private Following following;
    private Publisher publisher;
    private Turns turns;
    private long seen;

    @BeforeAll
    static void clients_know_their_region_and_credentials() {
        System.setProperty("aws.region", "us-east-1");
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        System.setProperty(
                "software.amazon.awssdk.http.service.impl",
                "software.amazon.awssdk.http.apache.ApacheSdkHttpService");
    }

    @BeforeEach
    void a_task_without_events() throws Exception {
        gateway = new FakeGateway();
        following = new Following(table, InstantSource.system());
        publisher = new Publisher(table, gateway.connections(), later);
        turns =
                new Turns(
                        table,
                        Stores.tasks(table, InstantSource.system(), UnaryOperator.identity()));
        var origin =
                new Task.Origin(
                        TENANT,
                        taskId,
                        "project",
                        "Build a todo app",
                        "simulated",
                        false,
                        "request",
                        Agent.PLANNER,
                        null,
                        Instant.now());
        var task =
                new Task(
                        origin,
                        Status.RUNNING,
                        Map.of(),
                        null,
                        Instant.now(),
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
                .put(Key.task(TENANT, taskId), (ObjectNode) Json.MAPPER.valueToTree(task))
                .commit();
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void a_subscriber_gets_the_task_then_what_it_missed_then_what_comes() {
        happen(3);
        var past = streamed();
        subscribe(client, 1);
        happen(2);
        publish(past);
        publish(List.of(subscription(client)), streamed());

        var frames = gateway.sent(client);
        assertThat(frames.getFirst().path("type").asText()).isEqualTo("snapshot");
        assertThat(frames.getFirst().path("last_seq").asLong()).isEqualTo(5);
        assertThat(frames.getFirst().path("task").path("id").asText()).isEqualTo(taskId);
        assertThat(gateway.seqs(client)).containsExactly(2L, 3L, 4L, 5L);
        assertThat(frames.getLast().path("request_id").asText()).isEqualTo("request");
    }

    @Test
    void a_client_that_is_cut_three_times_sees_every_event_once_in_order() {
        var all = new ArrayList<Long>();
        for (int cut = 0; cut < 4; cut++) {
            var connection = client + "-" + cut;
            happen(5);
            var before = streamed();
            subscribe(connection, all.isEmpty() ? 0 : all.getLast());
            happen(5);
            publish(before, List.of(subscription(connection)), streamed());
            all.addAll(gateway.seqs(connection));
            following.end(TENANT, connection);
        }

        assertThat(all).isEqualTo(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void each_of_many_subscribers_gets_each_event() {
        var clients = List.of(client + "-a", client + "-b", client + "-c");
        var subscriptions = new ArrayList<JsonNode>();
        for (var one : clients) {
            subscribe(one, 0);
            subscriptions.add(subscription(one));
        }
        happen(3);
        publish(subscriptions, streamed());

        clients.forEach(one -> assertThat(gateway.seqs(one)).containsExactly(1L, 2L, 3L));
    }

    @Test
    void a_client_that_is_gone_is_forgotten_and_costs_the_others_nothing() {
        var other = client + "-other";
        subscribe(client, 0);
        subscribe(other, 0);
        publish(List.of(subscription(client), subscription(other)));
        gateway.leave(client);
        happen(2);
        publish(streamed());

        assertThat(gateway.seqs(other)).containsExactly(1L, 2L);
        assertThat(table.get(item(client))).isEmpty();
        assertThat(table.get(item(other))).isPresent();
    }

    @Test
    void a_client_that_cannot_be_written_to_holds_up_no_other() {
        var other = client + "-other";
        subscribe(client, 0);
        subscribe(other, 0);
        gateway.fail(client);
        happen(3);
        var batch = streamed();
        assertThatThrownBy(() -> publish(batch)).isInstanceOf(SdkException.class);

        assertThat(gateway.seqs(other)).containsExactly(1L, 2L, 3L);
        gateway.mend(client);
        happen(1);
        publish(batch, streamed());
        assertThat(gateway.seqs(client)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(gateway.seqs(other)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_batch_that_comes_again_sends_nothing_again() {
        subscribe(client, 0);
        happen(3);
        var batch = new ArrayList<>(List.of(subscription(client)));
        batch.addAll(streamed());
        publish(batch);
        publish(batch);

        assertThat(gateway.seqs(client)).containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_long_replay_that_breaks_off_goes_on_from_its_last_page() {
        var many = Collections.nCopies(60, EventDraft.info("log", "planner", "something happened"));
        for (int i = 0; i < 12; i++) {
            turns.tell(key, many);
        }
        subscribe(client, 0);
        var batch = List.of(subscription(client));
        gateway.failAfter(600);
        assertThatThrownBy(() -> publish(batch)).isInstanceOf(SdkException.class);
        publish(batch);

        var twice = LongStream.concat(LongStream.range(1, 600), LongStream.rangeClosed(501, 720));
        assertThat(gateway.seqs(client)).isEqualTo(twice.boxed().toList());
    }

    @Test
    void one_who_subscribes_again_is_replayed_again() {
        happen(3);
        subscribe(client, 2);
        publish(List.of(subscription(client)));
        subscribe(client, 0);
        publish(List.of(subscription(client)));

        assertThat(gateway.seqs(client)).containsExactly(3L, 1L, 2L, 3L);
    }

    @Test
    void one_who_unsubscribes_gets_no_more() {
        subscribe(client, 0);
        following.act(
                CALLER, client, "{\"action\": \"unsubscribe\", \"task_id\": \"" + taskId + "\"}");
        happen(1);
        publish(streamed());

        assertThat(gateway.sent(client)).isEmpty();
    }

    @Test
    void a_message_that_cannot_be_served_is_a_problem() {
        for (var bad :
                List.of(
                        "",
                        "x",
                        "[]",
                        "{}",
                        "{\"action\": \"dance\"}",
                        "{\"action\": \"subscribe\"}",
                        "{\"action\": \"subscribe\", \"task_id\": 5}",
                        "{\"action\": \"subscribe\", \"task_id\": \""
                                + taskId
                                + "\", \"after\": -1}",
                        "{\"action\": \"subscribe\", \"task_id\": \""
                                + taskId
                                + "\", \"after\": 1.5}",
                        "[".repeat(5_000))) {
            assertThatThrownBy(() -> following.act(CALLER, client, bad))
                    .as(bad.length() > 100 ? "deep" : bad)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void a_connection_may_name_its_task_and_one_to_nothing_is_refused() {
        var sockets = new Sockets(table, gateway.connections(), InstantSource.system());

        assertThat(connect(sockets, Map.of("task_id", taskId, "after", "0"))).isEqualTo(200);
        assertThat(table.get(item(client))).isPresent();
        assertThat(connect(sockets, null)).isEqualTo(200);
        assertThat(connect(sockets, Map.of("task_id", "x"))).isEqualTo(404);
        assertThat(connect(sockets, Map.of("task_id", taskId, "after", "x"))).isEqualTo(400);
        assertThat(connect(sockets, Map.of("task_id", "01890000-0000-7000-8000-000000000000")))
                .isEqualTo(404);
    }

    private int connect(Sockets sockets, Map<String, String> query) {
        var event = new APIGatewayV2WebSocketEvent();
        var context = new RequestContext();
        context.setRouteKey("$connect");
        context.setRequestId("request");
        context.setConnectionId(client);
        context.setAuthorizer(CALLER.context());
        event.setRequestContext(context);
        event.setQueryStringParameters(query);
        return sockets.handleRequest(event, null).getStatusCode();
    }

    private void subscribe(String connection, long after) {
        following.begin(CALLER, connection, taskId, after);
    }

    private void happen(int count) {
        for (int i = 0; i < count; i++) {
            turns.tell(key, List.of(EventDraft.info("log", "planner", "something happened")));
        }
    }

    private Key item(String connection) {
        return Key.task(TENANT, taskId).at("SUB#" + connection);
    }

    private JsonNode subscription(String connection) {
        return table.get(item(connection)).orElseThrow();
    }

    /** The items of the events since the last call. */
    private List<JsonNode> streamed() {
        var pk = Key.task(TENANT, taskId).pk();
        var found = table.query(pk, "EVENT#", seen == 0 ? "" : item(seen), 100);
        seen += found.size();
        return List.copyOf(found);
    }

    private String item(long seq) {
        return Key.task(TENANT, taskId).event(seq).sk();
    }

    @SafeVarargs
    private void publish(List<JsonNode>... items) {
        var records =
                List.of(items).stream().flatMap(List::stream).map(PublisherIT::record).toList();
        var batch = new DynamodbEvent();
        batch.setRecords(records);
        publisher.handleRequest(batch, null);
    }

    private static DynamodbStreamRecord record(JsonNode item) {
        var change = new StreamRecord();
        change.setNewImage(value(item).getM());
        change.setKeys(
                Map.of(
                        "pk", new AttributeValue().withS(item.path("pk").asText()),
                        "sk", new AttributeValue().withS(item.path("sk").asText())));
        var record = new DynamodbStreamRecord();
        record.setEventName("INSERT");
        record.setDynamodb(change);
        return record;
    }

    private static AttributeValue value(JsonNode node) {
        var value = new AttributeValue();
        return switch (node.getNodeType()) {
            case STRING -> value.withS(node.textValue());
            case NUMBER -> value.withN(node.asText());
            case BOOLEAN -> value.withBOOL(node.booleanValue());
            case NULL -> value.withNULL(true);
            case ARRAY -> value.withL(node.valueStream().map(PublisherIT::value).toList());
            case OBJECT -> {
                var fields = new HashMap<String, AttributeValue>();
                node.properties()
                        .forEach(field -> fields.put(field.getKey(), value(field.getValue())));
                yield value.withM(fields);
            }
            default -> throw new IllegalArgumentException(node.toString());
        };
    }
}
