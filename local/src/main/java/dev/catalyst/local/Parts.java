package dev.catalyst.local;

import org.slf4j.LoggerFactory;

import java.util.ArrayDeque;
import java.util.Deque;

/** What runs: the last that was started is the first to stop. */
final class Parts implements AutoCloseable {

    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    synchronized void push(AutoCloseable part) {
        running.push(part);
    }

    @Override
    public synchronized void close() {
        while (!running.isEmpty()) {
            var part = running.pop();
            try {
                part.close();
            } catch (Exception e) {
                // the others are to be let go all the same
                LoggerFactory.getLogger(Parts.class).warn("{} did not stop", part.getClass(), e);
            }
        }
    }
}
