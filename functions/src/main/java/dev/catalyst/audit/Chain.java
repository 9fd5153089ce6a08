package dev.catalyst.audit;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Key;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A tenant's chain as it lies in the table, to be verified. */
public final class Chain {

    private static final String TENANT = "T#";
    private static final String AUDIT = "#AUDIT";

    private final String tenant;
    private final TreeMap<String, JsonNode> items = new TreeMap<>();

    public Chain(String tenant) {
        this.tenant = tenant;
    }

    /** The tenant in whose chain an item with this partition key belongs, if it does in one. */
    public static Optional<String> tenant(String pk) {
        return pk.startsWith(TENANT) && pk.endsWith(AUDIT)
                ? Optional.of(pk.substring(TENANT.length(), pk.length() - AUDIT.length()))
                : Optional.empty();
    }

    /** Adds an item of the chain's partition. */
    public void add(JsonNode item) {
        items.put(item.path("sk").asText(), item);
    }

    /** How many entries are in the chain. */
    public long length() {
        return entries().size();
    }

    /** How many acts wait for their place in it. */
    public long noted() {
        return items.size() - length() - (items.containsKey("HEAD") ? 1 : 0);
    }

    private Map<String, JsonNode> entries() {
        return items.subMap(Audit.ENTRY, Audit.ENTRY + "\uffff");
    }

    /** What breaks the chain first, with the entry's name; nothing if it is whole. */
    public Optional<String> broken() {
        var last = Head.NONE;
        for (var item : entries().entrySet()) {
            long expected = last.seq() + 1;
            if (!item.getKey().equals(Audit.ENTRY + Key.twelve(expected))) {
                return Optional.of("entry " + expected + " is missing");
            }
            var entry = read(item.getValue());
            if (entry.isEmpty() || entry.get().seq() != expected) {
                return Optional.of("entry " + expected + " was changed: it cannot be read");
            }
            if (!last.hash().equals(entry.get().previousHash())) {
                return Optional.of(
                        "entry " + expected + " was changed: it does not follow the one before");
            }
            if (!entry.get().hashFor(tenant).equals(entry.get().hash())) {
                return Optional.of("entry " + expected + " was changed: its hash is another");
            }
            last = new Head(expected, entry.get().hash());
        }
        var head = Json.MAPPER.convertValue(items.get("HEAD"), Head.class);
        if (head == null ? last.seq() > 0 : head.seq() > last.seq()) {
            return Optional.of(
                    head == null
                            ? "the head behind entry " + last.seq() + " is missing"
                            : "entry " + (last.seq() + 1) + " is missing");
        }
        return head == null || head.equals(last)
                ? Optional.empty()
                : Optional.of("the head does not stand at entry " + last.seq());
    }

    private static Optional<Entry> read(JsonNode item) {
        try {
            return Optional.of(Json.MAPPER.convertValue(item, Entry.class));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
