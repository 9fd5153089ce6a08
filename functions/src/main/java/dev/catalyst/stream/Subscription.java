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
 */
record Subscription(
        String tenant,
        String taskId,
        String connectionId,
        long after,
        long at,
        Instant since,
        boolean live) {

    static final String PREFIX = "SUB#";

    Subscription reached(long seq) {
        return new Subscription(tenant, taskId, connectionId, seq, at, since, false);
    }

    Subscription asLive() {
        return new Subscription(tenant, taskId, connectionId, after, at, since, true);
    }

    /** As if it subscribed anew behind this event: what went to others since is replayed. */
    Subscription behind(long seq, Instant now) {
        return new Subscription(tenant, taskId, connectionId, Math.max(after, seq), at, now, false);
    }

    /** Whether an event is neither in the replay nor with the client already. */
    boolean wants(long seq) {
        return seq > at && seq > after;
    }

    TaskKey task() {
        return new TaskKey(tenant, taskId);
    }

    String sortKey() {
        return PREFIX + connectionId;
    }
}
