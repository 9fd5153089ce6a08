package dev.catalyst.auth;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Json;
import dev.catalyst.store.Key;
import dev.catalyst.store.Sha256;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tickets for sockets: browsers can give them no header. The table knows a ticket by its hash
 * alone, and lets it go when it is used.
 */
final class Tickets {

    static final Duration VALID = Duration.ofSeconds(60);

    private final Table table;

    Tickets(Table table) {
        this.table = table;
    }

    /** A new ticket, which counts once the transaction is committed. */
    static String issue(
            Transaction transaction, Caller caller, Instant now, RandomGenerator random) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        var ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var item =
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", "ticket")
                        .put("expires_at", now.plus(VALID).getEpochSecond());
        item.set("caller", Json.MAPPER.valueToTree(caller.context()));
        transaction.put(key(ticket), item);
        return ticket;
    }

    /** The caller who got the ticket; none if it is unknown, used or too old. */
    Optional<Caller> redeem(String ticket, Instant now) {
        return table.take(key(ticket))
                .filter(item -> now.getEpochSecond() < item.path("expires_at").asLong())
                .flatMap(item -> Caller.of(context(item)));
    }

    @SuppressWarnings("unchecked") // an object of texts, as issued
    private static Map<String, Object> context(JsonNode item) {
        return Json.MAPPER.convertValue(item.path("caller"), Map.class);
    }

    private static Key key(String ticket) {
        return Key.ticket(Sha256.hex(ticket.getBytes(StandardCharsets.UTF_8)));
    }
}
