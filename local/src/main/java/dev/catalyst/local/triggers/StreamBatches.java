package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.EventSource.FromTable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Hands records to a function in order: a batch that fails is tried again, cut in halves if the
 * mapping says so, until it succeeds, its tries are used up or it is too old.
 */
final class StreamBatches {

    private static final Logger LOG = LoggerFactory.getLogger(StreamBatches.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** Why records were given up, in Lambda's words. */
    enum Reason {
        RETRY_ATTEMPTS_EXHAUSTED("RetryAttemptsExhausted"),
        RECORD_AGE_EXCEEDED("RecordAgeExceeded");

        private final String condition;

        Reason(String condition) {
            this.condition = condition;
        }

        String condition() {
            return condition;
        }
    }

    /** Takes what is given up. */
    @FunctionalInterface
    interface Discards {

        void discard(List<StreamRecord> records, Reason reason, int invocations);
    }

    private final FromTable mapping;
    private final Invoker functions;
    private final Discards discards;
    private final Clock clock;

    StreamBatches(FromTable mapping, Invoker functions, Discards discards, Clock clock) {
        this.mapping = mapping;
        this.functions = functions;
        this.discards = discards;
        this.clock = clock;
    }

    /** Returns when each record was handled or given up. */
    void handle(List<StreamRecord> records) throws InterruptedException {
        List<StreamRecord> rest = records;
        int failures = 0;
        while (!rest.isEmpty()) {
            int expired = expired(rest);
            if (expired > 0) {
                discards.discard(rest.subList(0, expired), Reason.RECORD_AGE_EXCEEDED, failures);
                rest = rest.subList(expired, rest.size());
                failures = 0;
                continue;
            }
            int handled = handled(rest);
            failures = handled > 0 ? 0 : failures + 1;
            rest = rest.subList(handled, rest.size());
            if (handled > 0 || rest.isEmpty()) {
                continue;
            }
            if (mapping.bisectOnError() && rest.size() > 1) {
                // halving does not count as a try
                int half = rest.size() / 2;
                handle(rest.subList(0, half));
                rest = rest.subList(half, rest.size());
                failures = 0;
            } else if (exhausted(failures)) {
                discards.discard(rest, Reason.RETRY_ATTEMPTS_EXHAUSTED, failures);
                return;
            } else {
                Thread.sleep(pause(failures));
            }
        }
    }

    private boolean exhausted(int failures) {
        return mapping.maximumRetryAttempts().isPresent()
                && failures > mapping.maximumRetryAttempts().getAsInt();
    }

    private static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** How many of the first records are too old. */
    private int expired(List<StreamRecord> records) {
        if (mapping.maximumRecordAge().isEmpty()) {
            return 0;
        }
        Instant oldest = clock.instant().minus(mapping.maximumRecordAge().get());
        int count = 0;
        while (count < records.size() && records.get(count).created().isBefore(oldest)) {
            count++;
        }
        return count;
    }

    /** Invokes the function and tells how many of the first records need not come again. */
    private int handled(List<StreamRecord> records) throws InterruptedException {
        ObjectNode event = Json.MAPPER.createObjectNode();
        var list = event.putArray("Records");
        records.forEach(record -> list.add(record.json()));
        try {
            byte[] payload = Json.bytes(event);
            byte[] answer = functions.invoke(mapping.function(), payload);
            return mapping.reportsItemFailures() ? beforeFirst(answer, records) : records.size();
        } catch (FunctionFault | IllegalArgumentException e) {
            if (Thread.interrupted()) {
                // not the function's fault: it must not cost the records a try
                throw new InterruptedException("closed");
            }
            LOG.warn(
                    "{} did not handle {} changes of {}: {}",
                    mapping.function(),
                    records.size(),
                    mapping.table(),
                    e.getMessage());
            return 0;
        }
    }

    private static int beforeFirst(byte[] answer, List<StreamRecord> records) {
        Set<String> failed = BatchAnswer.failures(answer);
        if (failed.isEmpty()) {
            return records.size();
        }
        for (int i = 0; i < records.size(); i++) {
            if (failed.contains(records.get(i).sequenceNumber())) {
                return i;
            }
        }
        throw new IllegalArgumentException("an item failure that names no record of the batch");
    }
}
