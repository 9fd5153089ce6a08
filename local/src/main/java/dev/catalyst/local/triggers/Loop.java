package dev.catalyst.local.triggers;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;

import java.time.Duration;

/** Repeats a step on a virtual thread until it is closed; a service that fails is asked again. */
final class Loop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration STOP_TIME = Duration.ofSeconds(1);

    /** May wait as long as it likes; an interrupt ends it. */
    @FunctionalInterface
    interface Step {

        void run() throws InterruptedException;
    }

    private final String name;
    private final Step step;
    private final Thread thread;
    private volatile boolean closed;

    private Loop(String name, Step step) {
        this.name = name;
        this.step = step;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    static Loop start(String name, Step step) {
        var loop = new Loop(name, step);
        loop.thread.start();
        return loop;
    }

    private void run() {
        try {
            while (!closed) {
                turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void turn() throws InterruptedException {
        try {
            step.run();
        } catch (SdkException e) {
            if (!closed) {
                LOG.warn("{}: {}", name, e.getMessage());
                Thread.sleep(AFTER_FAILURE);
            }
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.error("{} failed", name, e);
                Thread.sleep(AFTER_FAILURE);
            }
        }
    }

    /** Gives up what the step waits for. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (!thread.join(STOP_TIME)) {
                LOG.warn("{} did not stop within {}", name, STOP_TIME);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
