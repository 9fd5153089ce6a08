import dev.catalyst.events.EventDraft;
import dev.catalyst.events.Events;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Appends events of 1 KB to a task in a host's table, as each state write does. Arguments: the port of the table, the
 * task's id, the number of events.
 */
public final class EventWriter {

    /** Behind the events that the task has of its own. */
    private static final long FIRST = 1_000_000;

    public static void main(String[] arguments) {
        var client =
                DynamoDbClient.builder()
                        .endpointOverride(URI.create("http://127.0.0.1:" + arguments[0]))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                        .build();
        var table = new Table(client, client.listTables().tableNames().getFirst());
        var events = new Events(table, UnaryOperator.identity(), Wiring.random());
        var message = "x".repeat(680);
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            var now = Instant.now();
            var source = new Events.Source("default", arguments[1], "live", "bench", now);
            long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            var draft = EventDraft.info("log", "system", message, Map.of("at", Long.toString(nanos)));
            var transaction = table.transaction();
            events.append(transaction, source, FIRST + i, List.of(draft));
            transaction.commit();
        }
    }
}
