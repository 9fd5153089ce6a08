package dev.catalyst.local.stepfunctions;

import java.time.Instant;

/**
 * Where an execution stands: what its last change of status says, read as one.
 *
 * @param stopDate null while it runs
 * @param redriveDate null until it was redriven
 * @param lastChange the id of the event that changed it last
 */
record Standing(
        Status status, Instant stopDate, Instant redriveDate, int redriveCount, long lastChange) {

    static final Standing STARTED = new Standing(Status.RUNNING, null, null, 0, 0);

    Standing after(Event event) {
        if (!(event.fact() instanceof Fact.StatusChanged change)) {
            return this;
        }
        Instant at = Instant.ofEpochMilli(event.at());
        if (change instanceof Fact.ExecutionRedriven redriven) {
            return new Standing(Status.RUNNING, null, at, redriven.redriveCount(), event.id());
        }
        return new Standing(
                change.status(),
                change.status() == Status.RUNNING ? null : at,
                redriveDate,
                redriveCount,
                event.id());
    }
}
