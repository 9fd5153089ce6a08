package dev.catalyst.lambda;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What work costs, whatever else the machine does meanwhile. */
public final class ProcessorTime {

    private ProcessorTime() {}

    /** The processor time of work on one thread; fails if it is not done within a minute. */
    public static Duration of(Runnable work) {
        return assertTimeoutPreemptively(
                Duration.ofMinutes(1),
                () -> {
                    var threads = ManagementFactory.getThreadMXBean();
                    long before = threads.getCurrentThreadCpuTime();
                    work.run();
                    return Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
                });
    }
}
