package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.emulators.Emulators;
import dev.catalyst.local.template.EventSource;
import dev.catalyst.local.template.EventSource.FromQueue;
import dev.catalyst.local.template.EventSource.FromTable;
import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.Queue;
import dev.catalyst.local.template.Schedule;
import dev.catalyst.local.template.Table;
import dev.catalyst.local.template.Template;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Emulators with tables and queues, a function that notes its events, and what triggers it. */
abstract class Triggered {

    @TempDir static Path emulatorHome;
    @TempDir Path home;

    static final List<String> TABLES = List.of("order", "poison", "restart", "kinds", "fast");
    static final List<String> QUEUES = List.of("work", "partial", "whole", "filtered", "given-up");

    static Emulators emulators;
    static SqsClient sqs;
    static DynamoDbClient dynamoDb;
    static DynamoDbStreamsClient streams;

    final List<JsonNode> events = new CopyOnWriteArrayList<>();
    Function<JsonNode, String> function = event -> "{}";
    Triggers triggers;

    @BeforeAll
    static void serve() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
        var ports = new Ports(free(), free(), free(), free(), free());
        emulators =
                Emulators.start(
                        CompletableFuture.completedFuture(template(List.of(), List.of())),
                        emulatorHome,
                        ports);
        sqs = Emulators.client(SqsClient.builder(), ports.sqs());
        dynamoDb = Emulators.client(DynamoDbClient.builder(), ports.dynamoDb());
        streams = Emulators.client(DynamoDbStreamsClient.builder(), ports.dynamoDb());
    }

    static int free() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        Awaitility.reset();
        emulators.close();
    }

    @AfterEach
    void close() {
        triggers.close();
    }

    static Template template(List<EventSource> sources, List<Schedule> schedules) {
        return new Template(
                List.of(),
                List.of(),
                List.of(),
                TABLES.stream().map(Triggered::table).toList(),
                List.of(),
                QUEUES.stream().map(Triggered::queue).toList(),
                List.of(),
                List.of(),
                schedules,
                sources,
                Map.of());
    }

    static Table table(String name) {
        return new Table(
                name,
                Map.of("pk", "S"),
                new Table.Key("pk", Optional.empty()),
                List.of(),
                Optional.of("NEW_IMAGE"),
                Optional.empty());
    }

    static Queue queue(String name) {
        boolean dead = name.equals("given-up");
        return new Queue(
                name,
                "",
                false,
                false,
                Duration.ofSeconds(1),
                Duration.ofDays(1),
                Duration.ZERO,
                Duration.ZERO,
                dead ? Optional.empty() : Optional.of(new Queue.Redrive("given-up", 2)));
    }

    void start(EventSource source) {
        start(template(List.of(source), List.of()));
    }

    void start(Template template) {
        start(template, Duration.ofMillis(200));
    }

    /** With such a pause between two looks at a table where nothing comes. */
    void start(Template template, Duration tablePause) {
        var services = new Triggers.Services(this::invoke, (m, e, i) -> {}, sqs, dynamoDb, streams);
        triggers = new Triggers(template, services, home, Clock.systemUTC(), tablePause);
        triggers.start();
    }

    private byte[] invoke(String name, byte[] payload) {
        JsonNode event = Json.tree(new String(payload, StandardCharsets.UTF_8));
        events.add(event);
        return function.apply(event).getBytes(StandardCharsets.UTF_8);
    }

    static FromQueue fromQueue(String queue, List<JsonNode> filters, boolean reports) {
        return new FromQueue(
                "F", queue, 10, Duration.ZERO, filters, reports, true, OptionalInt.of(1));
    }

    static FromTable fromTable(String table, boolean bisect, String... filters) {
        return new FromTable(
                "F",
                table,
                true,
                100,
                Duration.ZERO,
                List.of(filters).stream().map(Json::tree).toList(),
                false,
                true,
                OptionalInt.of(1),
                Optional.empty(),
                bisect,
                1,
                Optional.of("given-up"));
    }

    static String url(String queue) {
        return sqs.getQueueUrl(q -> q.queueName(queue)).queueUrl();
    }

    static void send(String queue, String body) {
        sqs.sendMessage(m -> m.queueUrl(url(queue)).messageBody(body));
    }

    static int left(String queue) {
        var attributes =
                sqs.getQueueAttributes(
                                q ->
                                        q.queueUrl(url(queue))
                                                .attributeNames(
                                                        QueueAttributeName
                                                                .APPROXIMATE_NUMBER_OF_MESSAGES,
                                                        QueueAttributeName
                                                                .APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                        .attributes();
        return attributes.values().stream().mapToInt(Integer::parseInt).sum();
    }

    List<String> seen(String pointer) {
        var seen = new ArrayList<String>();
        for (JsonNode event : events) {
            for (JsonNode record : event.get("Records")) {
                seen.add(record.at(pointer).asText());
            }
        }
        return seen;
    }

    static void put(String table, String key) {
        dynamoDb.putItem(p -> p.tableName(table).item(Map.of("pk", AttributeValue.fromS(key))));
    }

    static List<String> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "k" + i).toList();
    }
}
