package dev.catalyst.stream;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Json;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Sockets whose tokens will end, in the order of those ends. */
final class EndingSockets {

    private static final String PARTITION = "SOCKETS";

    /** API Gateway cuts a connection after two hours: later ends need not be known. */
    private static final Duration KEPT = Duration.ofHours(3);

    private final Table table;

    /** A socket of a tenant. */
    record Ending(String tenant, String connectionId) {}

    EndingSockets(Table table) {
        this.table = table;
    }

    void remember(Caller caller, String connectionId) {
        if (caller.ends() == null) {
            return;
        }
        ObjectNode item = Json.MAPPER.valueToTree(new Ending(caller.tenant(), connectionId));
        var ends = caller.ends().getEpochSecond();
        table.transaction()
                .put(
                        Key.connection(caller.tenant(), connectionId),
                        item.put("kind", "connection")
                                .put("gsi1pk", PARTITION)
                                .put("gsi1sk", Key.twelve(ends) + "#" + connectionId)
                                .put("expires_at", ends + KEPT.toSeconds()))
                .commit();
    }

    void forget(Caller caller, String connectionId) {
        if (caller.ends() != null) {
            forget(new Ending(caller.tenant(), connectionId));
        }
    }

    void forget(Ending socket) {
        table.transaction().delete(Key.connection(socket.tenant(), socket.connectionId())).commit();
    }

    /** Some of those whose tokens have ended. */
    List<Ending> ended(Instant now, int limit) {
        // one more than the digits of this second: all that end in it are below
        return table
                .newestOf("gsi1", PARTITION, Key.twelve(now.getEpochSecond()) + "$", limit)
                .stream()
                .map(item -> Json.MAPPER.convertValue(item, Ending.class))
                .toList();
    }
}
