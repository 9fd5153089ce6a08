package dev.catalyst.local.stepfunctions;

import java.time.Instant;

/**
 * An execution as the service describes it.
 *
 * @param stopDate null while it runs, as output, error and cause may be
 * @param redriveDate null if it never was
 * @param notRedrivable why it cannot be redriven; null if it can
 */
public record Description(
        String executionArn,
        String stateMachineArn,
        String name,
        Status status,
        Instant startDate,
        Instant stopDate,
        String input,
        String output,
        String error,
        String cause,
        int redriveCount,
        Instant redriveDate,
        String notRedrivable) {}
