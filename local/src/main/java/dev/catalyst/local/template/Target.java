package dev.catalyst.local.template;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a rule or schedule delivers: {@code input} is the JSON to send instead of the event, {@code
 * deadLetterQueue} the name of the queue that takes what {@code maximumRetryAttempts} did not
 * deliver.
 */
public record Target(
        Kind kind,
        String name,
        Optional<String> input,
        Optional<String> inputPath,
        int maximumRetryAttempts,
        Duration maximumEventAge,
        Optional<String> deadLetterQueue) {

    Target withDeadLetters(Optional<String> queue) {
        return new Target(
                kind, name, input, inputPath, maximumRetryAttempts, maximumEventAge, queue);
    }

    /** What the target's name names. */
    public enum Kind {
        FUNCTION,
        STATE_MACHINE,
        QUEUE
    }
}
