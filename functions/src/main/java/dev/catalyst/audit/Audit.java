package dev.catalyst.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Cursor;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Request;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Ids;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The audit log in the table, append-only. An act is noted under a key of its own, in the very
 * transaction that does it: what was acknowledged is there, and acts at one time do not wait for
 * each other. Later the notes move, in their order, to the end of the tenant's chain; whoever finds
 * some does it, and that the chain's head is as it was read makes it happen once.
 */
public final class Audit {

    static final String ENTRY = "ENTRY#";

    /** The kind of a note's item, by which the table's stream is filtered. */
    static final String NOTED = "audit_noted";

    private static final String NOTE = "NOTE#";
    private static final String HEAD = "HEAD";

    /** Two writes for each and one for the head: a transaction takes a hundred. */
    private static final int AT_ONCE = 49;

    private static final int MOST_TRIES = 20;

    private final Table table;
    private final RandomGenerator random;
    private final boolean enabled;

    public Audit(Table table, RandomGenerator random, boolean enabled) {
        this.table = table;
        this.random = random;
        this.enabled = enabled;
    }

    /** As ENABLE_AUDIT_LOGS says; it is on unless it is said to be off. */
    public static boolean isEnabled(Env env) {
        return !env.optional("ENABLE_AUDIT_LOGS").orElse("true").equals("false");
    }

    /** Notes, in the transaction that does it, what the request does to the resource of this id. */
    public Consumer<Transaction> note(Request request, String id, Instant now) {
        return enabled ? note(request.caller(), Act.done(request, id, now)) : transaction -> {};
    }

    /** Notes what the request asked for and its caller has not got the scope for. */
    public void refused(Request request, Instant now) {
        if (enabled) {
            var transaction = table.transaction();
            note(request.caller(), Act.refused(request, now)).accept(transaction);
            transaction.commit();
        }
    }

    private Consumer<Transaction> note(Caller caller, Act act) {
        ObjectNode item = Json.MAPPER.valueToTree(act);
        var key = new Key(partition(caller.tenant()), NOTE + Ids.uuid7(act.at(), random));
        return transaction -> transaction.create(key, item.put("kind", NOTED), "audit");
    }

    /**
     * Moves the tenant's notes to the end of its chain: those that are there now, for others may
     * come as fast as these go.
     */
    public void chain(String tenant) {
        table.newest(partition(tenant), NOTE, "", 1)
                .forEach(newest -> chain(tenant, newest.path("sk").asText()));
    }

    private void chain(String tenant, String last) {
        for (int tries = 1; ; tries++) {
            var notes =
                    table.query(partition(tenant), NOTE, "", AT_ONCE).stream()
                            .filter(note -> note.path("sk").asText().compareTo(last) <= 0)
                            .toList();
            if (notes.isEmpty()) {
                return;
            }
            try {
                append(tenant, notes);
                tries = 0;
            } catch (Conflict overtaken) {
                if (tries == MOST_TRIES) {
                    throw overtaken;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(5_000_000L * tries));
            }
        }
    }

    private void append(String tenant, List<ObjectNode> notes) {
        var head = new Key(partition(tenant), HEAD);
        var found = table.get(head);
        var last = found.map(item -> Json.MAPPER.convertValue(item, Head.class)).orElse(Head.NONE);
        long seen = last.seq();
        var transaction = table.transaction();
        for (var note : notes) {
            var act = Json.MAPPER.convertValue(note, Act.class);
            var entry = Entry.of(tenant, act, last.seq() + 1, last.hash());
            ObjectNode item = Json.MAPPER.valueToTree(entry);
            transaction.create(
                    head.at(ENTRY + Key.twelve(entry.seq())), item.put("kind", "audit"), "entry");
            transaction.remove(head.at(note.path("sk").asText()), "note");
            last = new Head(entry.seq(), entry.hash());
        }
        ObjectNode item = Json.MAPPER.valueToTree(last);
        item.put("kind", "audit_head");
        if (found.isEmpty()) {
            transaction.create(head, item, "head");
        } else {
            transaction.replace(head, item, "head", "seq", seen);
        }
        transaction.commit();
    }

    /** Up to one more than the page's limit, newest first; all that was noted is among them. */
    List<Entry> newest(String tenant, Cursor page) {
        chain(tenant);
        var before = page.before().isEmpty() ? "" : ENTRY + page.before();
        return table.newest(partition(tenant), ENTRY, before, page.limit() + 1).stream()
                .map(item -> Json.MAPPER.convertValue(item, Entry.class))
                .toList();
    }

    static String partition(String tenant) {
        return "T#" + tenant + "#AUDIT";
    }
}
