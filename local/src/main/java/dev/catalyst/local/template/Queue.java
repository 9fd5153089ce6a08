package dev.catalyst.local.template;

import java.time.Duration;
import java.util.Optional;

/** An SQS queue. */
public record Queue(
        String name,
        String url,
        boolean fifo,
        boolean contentBasedDeduplication,
        Duration visibilityTimeout,
        Duration retention,
        Duration delay,
        Duration receiveWait,
        Optional<Redrive> redrive) {

    public String arn() {
        return Arns.queue(name);
    }

    public record Redrive(String deadLetterQueue, int maxReceiveCount) {}
}
