package dev.catalyst.local.stepfunctions;

import java.time.Instant;

/** Hears of every change of an execution's status. */
public interface StatusListener {

    /**
     * The detail of EventBridge's "Step Functions Execution Status Change".
     *
     * @param stopDate null while the execution runs, as output, error and cause may be
     */
    record Change(
            String executionArn,
            String stateMachineArn,
            String name,
            Status status,
            Instant startDate,
            Instant stopDate,
            String input,
            String output,
            String error,
            String cause) {}

    /**
     * Called on a virtual thread, in order for one execution. A change is delivered at least once:
     * if this throws, or the process ends before it returns, it comes again.
     */
    void changed(Change change);
}
