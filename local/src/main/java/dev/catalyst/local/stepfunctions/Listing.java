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

    volatile Status status = Status.RUNNING;
    volatile Instant stopDate;
    volatile Instant redriveDate;
    volatile int redriveCount;

    /** The ids of the last change of status, and of the last one that the listener has taken. */
    volatile long lastChange;

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

    void note(Event event, Fact.StatusChanged change) {
        Instant at = Instant.ofEpochMilli(event.at());
        status = change.status();
        stopDate = status == Status.RUNNING ? null : at;
        lastChange = event.id();
        if (change instanceof Fact.ExecutionRedriven redriven) {
            redriveDate = at;
            redriveCount = redriven.redriveCount();
        }
    }
}
