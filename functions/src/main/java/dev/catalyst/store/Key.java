package dev.catalyst.store;

import java.util.Locale;

/** The primary key of an item: every partition begins with its tenant. */
public record Key(String pk, String sk) {

    public static final String META = "META";

    public static Key project(String tenant, String id) {
        return new Key("T#" + tenant + "#PROJECT#" + id, META);
    }

    /**
     * Links a task to its project, so that a project's tasks are listed with strong consistency.
     */
    public static Key projectTask(String tenant, String project, String task) {
        return new Key("T#" + tenant + "#PROJECT#" + project, "TASK#" + task);
    }

    public static Key task(String tenant, String id) {
        return new Key("T#" + tenant + "#TASK#" + id, META);
    }

    /** Another item of the same partition. */
    public Key at(String sortKey) {
        return new Key(pk, sortKey);
    }

    /** An event of the task, whose sequence number counts 1, 2, 3 ... */
    public Key event(long seq) {
        return at("EVENT#" + twelve(seq));
    }

    public static String twelve(long number) {
        return String.format(Locale.ROOT, "%012d", number);
    }

    /** Work of a tenant that waits for a slot, in the order of its time. */
    public static Key queue(String tenant, long epochMillis, String task) {
        return new Key(queues(tenant), String.format(Locale.ROOT, "%015d#%s", epochMillis, task));
    }

    public static String queues(String tenant) {
        return "T#" + tenant + "#QUEUE";
    }

    public static Key slot(String tenant, int number) {
        return new Key(slots(tenant), String.format(Locale.ROOT, "SLOT#%03d", number));
    }

    public static String slots(String tenant) {
        return "T#" + tenant + "#SLOTS";
    }

    public static Key idempotency(String tenant, String key) {
        return new Key("T#" + tenant + "#IDEMPOTENCY#" + key, META);
    }

    public static Key connection(String tenant, String id) {
        return new Key("T#" + tenant + "#CONNECTION#" + id, META);
    }

    /** A lesson that a task left, among those of its mode: the newest has the last key. */
    public static Key lesson(String tenant, String mode, String task) {
        return new Key(lessons(tenant), mode + "#" + task);
    }

    public static String lessons(String tenant) {
        return "T#" + tenant + "#LESSONS";
    }

    /** The tenant's bucket of requests. */
    public static Key rate(String tenant) {
        return new Key("T#" + tenant + "#LIMITS", "RATE");
    }

    /** What the tenant has spent on a day, such as `2026-01-31`. */
    public static Key spent(String tenant, String day) {
        return new Key("T#" + tenant + "#LIMITS", "SPENT#" + day);
    }

    /** A ticket by its hash: whose it is, nobody knows before it is read. */
    public static Key ticket(String hash) {
        return new Key("T#*#TICKET#" + hash, META);
    }

    /** Numbers of a tenant that only grow, spread over a few items so that writers seldom meet. */
    public static Key counts(String tenant, int shard) {
        return new Key(counts(tenant), "SHARD#" + shard);
    }

    public static String counts(String tenant) {
        return "T#" + tenant + "#COUNTS";
    }

    /** What all tenants share of a model provider's condition. */
    public static Key provider(String name) {
        return new Key("T#*#PROVIDER#" + name, META);
    }
}
