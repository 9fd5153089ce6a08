package dev.catalyst.stream;

import java.time.Instant;

/**
 * A client that follows a task.
 *
 * @param after the last event that the client has
 * @param at the last event of the task when it subscribed: the events up to it are replayed, the
 *     later ones come live
 * @param since when it subscribed
 */
record Subscription(
        String tenant, String taskId, String connectionId, long after, long at, Instant since) {

    static final String PREFIX = "SUB#";

    Subscription reached(long seq) {
        return new Subscription(tenant, taskId, connectionId, seq, at, since);
    }

    String sortKey() {
        return PREFIX + connectionId;
    }
}
