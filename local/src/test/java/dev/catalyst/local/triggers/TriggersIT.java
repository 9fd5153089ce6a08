package dev.catalyst.local.triggers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.emulators.Emulators;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.template.EventSource;
import dev.catalyst.local.template.EventSource.FromQueue;
import dev.catalyst.local.template.EventSource.FromTable;
import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.Queue;
import dev.catalyst.local.template.Schedule;
import dev.catalyst.local.template.Table;
import dev.catalyst.local.template.Target;
import dev.catalyst.local.template.Template;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.IntStream;

class TriggersIT {

    @TempDir static Path emulatorHome;
    @TempDir Path home;

    private static final List<String> TABLES =
            List.of("order", "poison", "restart", "kinds", "fast");
    private static final List<String> QUEUES =
            List.of("work", "partial", "whole", "filtered", "given-up");

    private static Emulators emulators;
    private static SqsClient sqs;
    private static DynamoDbClient dynamoDb;
    private static DynamoDbStreamsClient streams;

    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private Function<JsonNode, String> function = event -> "{}";
    private Triggers triggers;

    @BeforeAll
    static void serve() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
        var ports = new Ports(free(), free(), free(), free(), free());
        emulators =
                Emulators.start(
                        CompletableFuture.completedFuture(template(List.of(), List.of())),
                        emulatorHome,
                        ports);
        sqs = client(SqsClient.builder(), ports.sqs());
        dynamoDb = client(DynamoDbClient.builder(), ports.dynamoDb());
        streams = client(DynamoDbStreamsClient.builder(), ports.dynamoDb());
    }

    private static int free() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static <C, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C client(
            B builder, int port) {
        return builder.endpointOverride(URI.create(Ports.address(port)))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        Emulators.CREDENTIAL, Emulators.CREDENTIAL)))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
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

    private static Template template(List<EventSource> sources, List<Schedule> schedules) {
        return new Template(
                List.of(),
                List.of(),
                List.of(),
                TABLES.stream().map(TriggersIT::table).toList(),
                List.of(),
                QUEUES.stream().map(TriggersIT::queue).toList(),
                List.of(),
                List.of(),
                schedules,
                sources,
                Map.of());
    }

    private static Table table(String name) {
        return new Table(
                name,
                Map.of("pk", "S"),
                new Table.Key("pk", Optional.empty()),
                List.of(),
                Optional.of("NEW_IMAGE"),
                Optional.empty());
    }

    private static Queue queue(String name) {
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

    private void start(EventSource source) {
        start(template(List.of(source), List.of()));
    }

    private void start(Template template) {
        var services = new Triggers.Services(this::invoke, (m, e, i) -> {}, sqs, dynamoDb, streams);
        triggers = new Triggers(template, services, home, Clock.systemUTC());
        triggers.start();
    }

    private byte[] invoke(String name, byte[] payload) {
        JsonNode event = Json.tree(new String(payload, StandardCharsets.UTF_8));
        events.add(event);
        return function.apply(event).getBytes(StandardCharsets.UTF_8);
    }

    private static FromQueue fromQueue(String queue, List<JsonNode> filters, boolean reports) {
        return new FromQueue(
                "F", queue, 10, Duration.ZERO, filters, reports, true, OptionalInt.of(1));
    }

    private static FromTable fromTable(String table, boolean bisect, String... filters) {
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

    private static String url(String queue) {
        return sqs.getQueueUrl(q -> q.queueName(queue)).queueUrl();
    }

    private static void send(String queue, String body) {
        sqs.sendMessage(m -> m.queueUrl(url(queue)).messageBody(body));
    }

    private static int left(String queue) {
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

    private List<String> seen(String pointer) {
        var seen = new ArrayList<String>();
        for (JsonNode event : events) {
            for (JsonNode record : event.get("Records")) {
                seen.add(record.at(pointer).asText());
            }
        }
        return seen;
    }

    private static void put(String table, String key) {
        dynamoDb.putItem(p -> p.tableName(table).item(Map.of("pk", AttributeValue.fromS(key))));
    }

    private static List<String> keys(int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> "k" + i).toList();
    }

    @Test
    void messages_come_as_lambda_writes_them_and_are_deleted() {
        start(fromQueue("work", List.of(), false));
        send("work", "{\"a\": 1}");

        await().until(() -> seen("/body").equals(List.of("{\"a\": 1}")));
        JsonNode record = events.getFirst().at("/Records/0");
        assertThat(record.get("eventSource").textValue()).isEqualTo("aws:sqs");
        assertThat(record.get("eventSourceARN").textValue())
                .isEqualTo("arn:aws:sqs:us-east-1:000000000000:work");
        assertThat(record.at("/attributes/ApproximateReceiveCount").textValue()).isEqualTo("1");
        assertThat(record.at("/attributes/SentTimestamp").textValue()).matches("\\d{13}");
        await().until(() -> left("work") == 0);
    }

    @Test
    void of_a_partly_failed_batch_only_the_failed_come_again() {
        var failedOnce = new CopyOnWriteArrayList<String>();
        function =
                event -> {
                    var items = Json.MAPPER.createArrayNode();
                    for (JsonNode record : event.get("Records")) {
                        if (record.get("body").textValue().equals("bad")
                                && failedOnce.addIfAbsent("bad")) {
                            items.addObject().set("itemIdentifier", record.get("messageId"));
                        }
                    }
                    return Json.MAPPER
                            .createObjectNode()
                            .set("batchItemFailures", items)
                            .toString();
                };
        for (String body : List.of("one", "bad", "two")) {
            send("partial", body);
        }
        start(fromQueue("partial", List.of(), true));

        await().until(() -> seen("/body").size() == 4 && left("partial") == 0);
        assertThat(seen("/body")).containsExactlyInAnyOrder("one", "bad", "two", "bad");
    }

    @Test
    void a_batch_that_always_fails_ends_in_the_dead_letter_queue() {
        function =
                event -> {
                    throw new FunctionFault("java.lang.Error", "always");
                };
        int before = left("given-up");
        send("whole", "poison");
        start(fromQueue("whole", List.of(), true));

        await().until(() -> left("given-up") == before + 1);
        assertThat(seen("/body")).containsExactly("poison", "poison");
    }

    @Test
    void messages_that_no_filter_passes_are_deleted_unseen() {
        for (String body : List.of("{\"kind\": \"a\"}", "{\"kind\": \"b\"}", "text")) {
            send("filtered", body);
        }
        start(fromQueue("filtered", List.of(Json.tree("{\"body\": {\"kind\": [\"b\"]}}")), false));

        await().until(() -> left("filtered") == 0);
        assertThat(seen("/body")).containsExactly("{\"kind\": \"b\"}");
    }

    @Test
    void changes_come_in_order_each_once() {
        start(fromTable("order", false));
        keys(0, 300).forEach(key -> put("order", key));

        await().until(() -> seen("/dynamodb/Keys/pk/S").size() >= 300);
        assertThat(seen("/dynamodb/Keys/pk/S")).isEqualTo(keys(0, 300));
    }

    @Test
    void a_change_comes_as_lambda_writes_it_if_a_filter_passes_it() {
        start(
                fromTable(
                        "kinds",
                        false,
                        "{\"eventName\": [\"INSERT\"], \"dynamodb\": {\"NewImage\": {\"kind\": {\"S\":"
                                + " [\"event\"]}}}}",
                        "{\"eventName\": [\"REMOVE\"]}"));
        put("kinds", "other");
        dynamoDb.putItem(
                p ->
                        p.tableName("kinds")
                                .item(
                                        Map.of(
                                                "pk", AttributeValue.fromS("x"),
                                                "kind", AttributeValue.fromS("event"),
                                                "n", AttributeValue.fromN("1.5"),
                                                "b",
                                                        AttributeValue.fromB(
                                                                SdkBytes.fromUtf8String("hi")),
                                                "t", AttributeValue.fromBool(true),
                                                "z", AttributeValue.fromNul(true),
                                                "l",
                                                        AttributeValue.fromL(
                                                                List.of(
                                                                        AttributeValue.fromSs(
                                                                                List.of("s")))),
                                                "m",
                                                        AttributeValue.fromM(
                                                                Map.of(
                                                                        "e",
                                                                        AttributeValue.fromL(
                                                                                List.of()))))));
        dynamoDb.deleteItem(d -> d.tableName("kinds").key(Map.of("pk", AttributeValue.fromS("x"))));

        await().until(() -> seen("/eventName").equals(List.of("INSERT", "REMOVE")));
        JsonNode record = events.getFirst().at("/Records/0");
        assertThat(record.at("/dynamodb/NewImage"))
                .isEqualTo(
                        Json.tree(
                                """
                                {"pk": {"S": "x"}, "kind": {"S": "event"}, "n": {"N": "1.5"}, "b": {"B": "aGk="},
                                 "t": {"BOOL": true}, "z": {"NULL": true}, "l": {"L": [{"SS": ["s"]}]},
                                 "m": {"M": {"e": {"L": []}}}}
                                """));
        assertThat(record.at("/dynamodb/ApproximateCreationDateTime").isIntegralNumber()).isTrue();
        assertThat(record.get("eventSource").textValue()).isEqualTo("aws:dynamodb");
        assertThat(record.at("/dynamodb/StreamViewType").textValue()).isEqualTo("NEW_IMAGE");
    }

    @Test
    void a_poisoned_change_is_given_up_to_the_queue_and_all_others_are_handled() {
        var handled = new CopyOnWriteArrayList<String>();
        function =
                event -> {
                    var keys = event.findValuesAsText("S");
                    if (keys.contains("k5")) {
                        throw new FunctionFault("java.lang.Error", "poison");
                    }
                    handled.addAll(keys);
                    return "{}";
                };
        sqs.purgeQueue(q -> q.queueUrl(url("given-up")));
        keys(0, 9).forEach(key -> put("poison", key));
        start(fromTable("poison", true));

        await().until(() -> handled.contains("k8"));
        assertThat(handled.stream().distinct())
                .containsExactlyElementsOf(without(keys(0, 9), "k5"));
        var message =
                sqs.receiveMessage(r -> r.queueUrl(url("given-up")).waitTimeSeconds(5)).messages();
        JsonNode told = Json.tree(message.getFirst().body());
        assertThat(told.at("/requestContext/condition").textValue())
                .isEqualTo("RetryAttemptsExhausted");
        assertThat(told.at("/DDBStreamBatchInfo/batchSize").intValue()).isEqualTo(1);
    }

    private static List<String> without(List<String> all, String one) {
        return all.stream().filter(key -> !key.equals(one)).toList();
    }

    @Test
    void a_restart_goes_on_where_the_last_process_was() {
        start(fromTable("restart", false));
        keys(0, 5).forEach(key -> put("restart", key));
        await().until(() -> seen("/dynamodb/Keys/pk/S").size() == 5);
        await().until(() -> checkpointReached());
        triggers.close();
        keys(5, 8).forEach(key -> put("restart", key));
        start(fromTable("restart", false));

        await().until(() -> seen("/dynamodb/Keys/pk/S").size() >= 8);
        assertThat(seen("/dynamodb/Keys/pk/S")).isEqualTo(keys(0, 8));
    }

    private boolean checkpointReached() throws IOException {
        Path file = home.resolve("streams/restart-F.json");
        String last = seen("/dynamodb/SequenceNumber").getLast();
        return Files.exists(file) && Files.readString(file).contains(last);
    }

    @Test
    void a_write_of_this_process_is_told_at_once() {
        start(fromTable("fast", false));
        put("fast", "warm");
        await().until(() -> events.size() == 1);
        var latencies = new ArrayList<Long>();
        for (int i = 0; i < 50; i++) {
            int count = events.size();
            put("fast", "k" + i);
            long written = System.nanoTime();
            await().pollInterval(Duration.ofMillis(1)).until(() -> events.size() > count);
            latencies.add((System.nanoTime() - written) / 1_000_000);
        }
        latencies.sort(null);
        assertThat(latencies.get(25)).isLessThan(150);
    }

    @Test
    void a_rate_runs_shortly_after_the_start() {
        var target =
                new Target(
                        Target.Kind.FUNCTION,
                        "F",
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Duration.ofMinutes(1),
                        Optional.empty());
        start(
                template(
                        List.of(),
                        List.of(
                                new Schedule(
                                        "Sweep", "rate(1 minute)", ZoneOffset.UTC, true, target))));

        await().until(() -> events.size() == 1);
        assertThat(events.getFirst().get("detail-type").textValue()).isEqualTo("Scheduled Event");
        assertThat(events.getFirst().at("/resources/0").textValue())
                .isEqualTo("arn:aws:events:us-east-1:000000000000:rule/Sweep");
    }
}
