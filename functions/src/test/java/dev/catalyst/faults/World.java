package dev.catalyst.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.TestResult;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.store.Attributes;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.MemoryS3;
import dev.catalyst.store.Sha256;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.DeleteConnectionResponse;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionRequest;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.PostToConnectionResponse;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** All that handlers leave behind: table, bucket, queue, executions and what sockets were sent. */
final class World {

    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}");

    // a hash over what has an id in it
    private static final Pattern ETAG = Pattern.compile("\"[0-9a-f]{32}\\\\");

    private static final ObjectMapper SORTED =
            Json.MAPPER.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private static final String LOST = ", with calls whose answers were lost: \\d+";

    final MemoryDynamoDb table;
    final MemoryS3 bucket;
    final Executions executions;
    private final TreeSet<String> messages = new TreeSet<>();
    private final SequencedSet<String> frames = new LinkedHashSet<>();
    private final TreeSet<String> gone = new TreeSet<>();
    private Instant now;

    World() {
        this(
                new MemoryDynamoDb(),
                new MemoryS3(),
                new Executions(),
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    private World(MemoryDynamoDb table, MemoryS3 bucket, Executions executions, Instant now) {
        this.table = table;
        this.bucket = bucket;
        this.executions = executions;
        this.now = now;
    }

    World copy() {
        var copy = new World(table.copy(), bucket.copy(), executions.copy(), now);
        copy.messages.addAll(messages);
        copy.frames.addAll(frames);
        copy.gone.addAll(gone);
        return copy;
    }

    Instant now() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** The client of this connection is gone without a word. */
    void leave(String connection) {
        gone.add(connection);
    }

    /**
     * What is other than in an earlier world, as a later reader could tell, as text: messages and
     * frames that came again count once, ids are told apart but not by their digits, and how often
     * something was tried (the count of writes, the attempts that were lost, a provider's
     * statistics) does not count.
     */
    String since(World earlier) {
        var text = new StringBuilder();
        var left = new LinkedHashSet<>(earlier.table.items());
        var noted = new LinkedHashSet<String>();
        for (var item : table.items()) {
            if (!left.remove(item)) {
                var object = Attributes.object(item);
                if (object.path("kind").asText().equals("audit_noted")) {
                    // a change that is asked for twice was done twice, and is noted twice
                    noted.add(line(object.put("sk", "NOTE")));
                } else {
                    text.append(line(object));
                }
            }
        }
        left.forEach(item -> text.append("without ").append(item.get("pk")).append(item.get("sk")));
        bucket.objects.forEach(
                (key, bytes) -> {
                    if (!Arrays.equals(earlier.bucket.objects.get(key), bytes)) {
                        var content = key.endsWith(".zip") ? "" + bytes.length : Sha256.hex(bytes);
                        text.append(key).append(' ').append(content).append('\n');
                    }
                });
        text.append("messages ").append(messages).append('\n');
        text.append("executions ").append(executions).append('\n');
        frames.stream()
                .filter(frame -> !earlier.frames.contains(frame))
                // those of a client are in order; which client is first is open
                .sorted(Comparator.comparing(frame -> frame.split(" ", 2)[0]))
                .forEach(frame -> text.append(frame).append('\n'));
        noted.forEach(text::append);
        return withoutIds(text.toString());
    }

    private static String line(ObjectNode item) {
        if (item.path("kind").asText().equals("circuit")) {
            return "";
        }
        item.remove(List.of("version", "attempts", "lost_attempts"));
        return sorted(item).replaceAll(LOST, "") + "\n";
    }

    private static String sorted(ObjectNode item) {
        try {
            return SORTED.writeValueAsString(SORTED.treeToValue(item, Object.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Why agents gave up, told once each: all that counts of an agent that fails, for its turn is
     * stored only if a call was lost before, which then is to be paid.
     */
    String failures() {
        return table.items().stream()
                .map(Attributes::object)
                .filter(
                        item ->
                                item.path("type").asText().equals("agent.failed")
                                        || item.path("failure").isObject())
                .map(item -> item.path("message").asText() + item.path("failure"))
                .toList()
                .toString();
    }

    static String withoutIds(String text) {
        var seen = new HashMap<String, String>();
        return ID.matcher(ETAG.matcher(text).replaceAll("etag"))
                .replaceAll(
                        found ->
                                seen.computeIfAbsent(
                                        found.group(), id -> "id-" + (seen.size() + 1)));
    }

    SqsClient queue() {
        return new SqsClient() {
            @Override
            public SendMessageResponse sendMessage(SendMessageRequest request) {
                messages.add(request.queueUrl() + " " + request.messageBody());
                return SendMessageResponse.builder().build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    ApiGatewayManagementApiClient sockets() {
        return new ApiGatewayManagementApiClient() {
            @Override
            public PostToConnectionResponse postToConnection(PostToConnectionRequest request) {
                if (gone.contains(request.connectionId())) {
                    throw GoneException.builder().message("gone").build();
                }
                // from several threads
                synchronized (frames) {
                    frames.add(request.connectionId() + " " + request.data().asUtf8String());
                }
                return PostToConnectionResponse.builder().build();
            }

            @Override
            public DeleteConnectionResponse deleteConnection(DeleteConnectionRequest request) {
                if (!gone.add(request.connectionId())) {
                    throw GoneException.builder().message("gone").build();
                }
                return DeleteConnectionResponse.builder().build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    /** The sandbox: whatever it is given, it passes. */
    LambdaClient lambda() {
        return new LambdaClient() {
            @Override
            public InvokeResponse invoke(InvokeRequest request) {
                var kind = Json.tree(request.payload().asUtf8String()).path("kind").asText();
                return InvokeResponse.builder()
                        .payload(
                                SdkBytes.fromUtf8String(
                                        Json.write(Map.of("verdict", passed(Kind.of(kind))))))
                        .build();
            }

            @Override
            public String serviceName() {
                return SERVICE_NAME;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    private static Verdict passed(Kind kind) {
        // each shows a criterion of the plan
        var tests =
                IntStream.rangeClosed(1, 30)
                        .mapToObj(i -> new TestResult("C" + i + ": holds", true, ""))
                        .toList();
        return new Verdict(
                kind,
                true,
                0,
                null,
                false,
                5,
                5,
                tests,
                tests.size(),
                0,
                "",
                "",
                "none",
                List.of(),
                null);
    }
}
