package dev.catalyst.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Sha256;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The answer to a POST with an `Idempotency-Key` is stored in the very transaction that does its
 * work: so a key is never held by a request that died, and work is never done without its answer
 * being known.
 */
public final class Idempotency {

    private static final Duration KEPT = Duration.ofHours(24);
    private static final String CONDITION = "idempotency";
    private static final int LONGEST_KEY = 255;

    private final Table table;

    public Idempotency(Table table) {
        this.table = table;
    }

    /** Adds to a transaction that the request which it completes is answered with this reply. */
    public interface Completion {
        void add(Transaction transaction, Reply reply);
    }

    /**
     * Answers with the stored reply if the request's key was used before; else does the work, which
     * must use the completion.
     */
    public Reply once(Request request, Instant now, Function<Completion, Reply> work) {
        var key = request.header("idempotency-key");
        if (key.isEmpty()) {
            return work.apply((transaction, reply) -> {});
        }
        if (key.get().isBlank() || key.get().length() > LONGEST_KEY) {
            throw Problem.invalid(
                    "Idempotency-Key", "must have 1 to " + LONGEST_KEY + " characters");
        }
        var item =
                Key.idempotency(
                        request.tenant(), Sha256.hex(key.get().getBytes(StandardCharsets.UTF_8)));
        var fingerprint = fingerprint(request);
        var known = replay(item, fingerprint, now);
        if (known.isPresent()) {
            return known.get();
        }
        try {
            return work.apply(
                    (transaction, reply) -> store(transaction, item, fingerprint, reply, now));
        } catch (Conflict | Problem refused) {
            // perhaps by what the same request has done meanwhile
            return replay(item, fingerprint, now).orElseThrow(() -> refused);
        }
    }

    private Optional<Reply> replay(Key item, String fingerprint, Instant now) {
        var stored =
                table.get(item)
                        .filter(found -> found.path("expires_at").asLong() >= now.getEpochSecond());
        if (stored.isPresent() && !stored.get().path("fingerprint").asText().equals(fingerprint)) {
            throw Problem.of(
                    422,
                    "Idempotency key reused",
                    "This Idempotency-Key was used for another request: take a new key.");
        }
        return stored.map(
                found ->
                        Json.read(found.path("reply").asText(), Reply.class)
                                .with("Idempotent-Replay", "true"));
    }

    private static void store(
            Transaction transaction, Key item, String fingerprint, Reply reply, Instant now) {
        ObjectNode record =
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", "idempotency")
                        .put("fingerprint", fingerprint)
                        .put("reply", Json.write(reply))
                        .put("expires_at", now.plus(KEPT).getEpochSecond());
        // the table's own expiry may come days late
        var free = "attribute_not_exists(pk) OR expires_at < :now";
        transaction.put(
                item,
                record,
                CONDITION,
                free,
                Map.of(":now", AttributeValue.fromN(Long.toString(now.getEpochSecond()))));
    }

    private static String fingerprint(Request request) {
        var what =
                (request.method() + " " + request.path() + "\n").getBytes(StandardCharsets.UTF_8);
        return Sha256.hex(what) + Sha256.hex(request.body());
    }
}
