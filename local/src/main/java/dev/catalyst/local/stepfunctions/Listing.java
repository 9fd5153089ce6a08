package dev.catalyst.local.stepfunctions;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/**
 * What is kept in memory of every execution, ended ones too: enough to list it and to find its
 * records.
 */
final class Listing {

    private final String arn;
    private final String machineArn;
    private final String name;
    private final Instant startDate;

    /** Of the journal's records; -1 until there is one. */
    volatile long firstRecord = -1;

    volatile long lastRecord = -1;

    volatile Standing standing = Standing.STARTED;

    /** The id of the last change of status that the listener has taken. */
    volatile long lastHeard;

    /** Settled when the listener has taken all changes so far. */
    volatile CompletableFuture<Void> heard = CompletableFuture.completedFuture(null);

    Listing(String arn, String machineArn, String name, Instant startDate) {
        this.arn = arn;
        this.machineArn = machineArn;
        this.name = name;
        this.startDate = startDate;
    }

    String arn() {
        return arn;
    }

    String machineArn() {
        return machineArn;
    }

    String name() {
        return name;
    }

    Instant startDate() {
        return startDate;
    }

    void note(Event event) {
        standing = standing.after(event);
    }
}
