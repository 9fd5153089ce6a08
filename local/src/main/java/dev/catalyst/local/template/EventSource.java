package dev.catalyst.local.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An event source mapping: batches that Lambda fetches for a function. */
public sealed interface EventSource {

    String function();

    int batchSize();

    Duration batchingWindow();

    /** Patterns over the record (its SQS body or stream image as JSON); none takes all. */
    List<JsonNode> filters();

    /** Whether the function answers {@code batchItemFailures}. */
    boolean reportsItemFailures();

    boolean enabled();

    /** From an SQS queue, by its name. */
    record FromQueue(
            String function,
            String queue,
            int batchSize,
            Duration batchingWindow,
            List<JsonNode> filters,
            boolean reportsItemFailures,
            boolean enabled,
            OptionalInt maximumConcurrency)
            implements EventSource {

        public FromQueue {
            filters = List.copyOf(filters);
        }
    }

    /**
     * From a table's stream, by the table's name; {@code maximumRetryAttempts} and {@code
     * maximumRecordAge} are absent where Lambda would try until the record expires; {@code
     * onFailure} names a queue.
     */
    record FromTable(
            String function,
            String table,
            boolean fromTrimHorizon,
            int batchSize,
            Duration batchingWindow,
            List<JsonNode> filters,
            boolean reportsItemFailures,
            boolean enabled,
            OptionalInt maximumRetryAttempts,
            Optional<Duration> maximumRecordAge,
            boolean bisectOnError,
            int parallelizationFactor,
            Optional<String> onFailure)
            implements EventSource {

        public FromTable {
            filters = List.copyOf(filters);
        }
    }
}
