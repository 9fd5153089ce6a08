package dev.catalyst.local.stepfunctions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What is to happen at a time. One thread for all: a thousand sleeping executions cost it nothing.
 */
final class Alarms implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    /** Something planned, which can be called off. */
    interface Alarm {
        Alarm NONE = () -> {};

        void cancel();
    }

    private record Key(Instant at, long number) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final Clock clock;
    private final ConcurrentSkipListMap<Key, Runnable> planned = new ConcurrentSkipListMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final Thread thread;
    private volatile boolean closed;

    Alarms(Clock clock) {
        this.clock = clock;
        thread = Thread.ofPlatform().name("step-functions-alarms").daemon().start(this::watch);
    }

    /** The action must not wait: others are behind it. */
    Alarm at(Instant time, Runnable action) {
        Key key = new Key(time, numbers.incrementAndGet());
        planned.put(key, action);
        Map.Entry<Key, Runnable> first = planned.firstEntry();
        if (first == null || first.getKey().equals(key)) {
            LockSupport.unpark(thread);
        }
        return () -> planned.remove(key);
    }

    /** Does what is due by the clock; a test that moves its clock calls this. */
    void tick() {
        Instant now = clock.instant();
        while (!planned.isEmpty() && !closed) {
            Map.Entry<Key, Runnable> first = planned.firstEntry();
            if (first == null || first.getKey().at().isAfter(now)) {
                return;
            }
            if (planned.remove(first.getKey(), first.getValue())) {
                run(first.getValue());
            }
        }
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("what was planned for now failed", e);
        }
    }

    private void watch() {
        while (!closed) {
            tick();
            Map.Entry<Key, Runnable> first = planned.firstEntry();
            if (first == null) {
                LockSupport.park(this);
            } else {
                Duration left = Duration.between(clock.instant(), first.getKey().at());
                LockSupport.parkNanos(this, Math.max(1, saturated(left)));
            }
        }
    }

    private static long saturated(Duration left) {
        return left.toSeconds() > 3_600 ? Duration.ofHours(1).toNanos() : left.toNanos();
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
