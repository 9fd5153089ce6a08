package dev.catalyst.stream;

import dev.catalyst.tasks.TaskKey;

import java.time.Instant;

/**
 * A client that follows a task.
 *
 * @param after the last event that the client has
 * @param at the last event of the task when it subscribed: the events up to it are replayed, the
 *     later ones come live
 * @param since when it subscribed
 * @param live whether the replay is done
 * @param ends when the client's token ends; null if there is none that could
 */
record Subscription(
        String tenant,
        String taskId,
        String connectionId,
        long after,
        long at,
        Instant since,
        boolean live,
        Instant ends) {

    static final String PREFIX = "SUB#";

    Subscription reached(long seq) {
        return new Subscription(tenant, taskId, connectionId, seq, at, since, false, ends);
    }

    Subscription asLive() {
        return new Subscription(tenant, taskId, connectionId, after, at, since, true, ends);
    }

    /** As if it subscribed anew behind this event: what went to others since is replayed. */
    Subscription behind(long seq, Instant now) {
        return new Subscription(
                tenant, taskId, connectionId, Math.max(after, seq), at, now, false, ends);
    }

    /** Whether an event is neither in the replay nor with the client already. */
    boolean wants(long seq) {
        return seq > at && seq > after;
    }

    TaskKey task() {
        return new TaskKey(tenant, taskId);
    }

    boolean hasEnded(Instant now) {
        return ends != null && !now.isBefore(ends);
    }

    String sortKey() {
        return PREFIX + connectionId;
    }
}
