package dev.catalyst.local.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets some requests work at once and some more wait for a moment; the rest is turned away at once,
 * so that what is served does not grow slower the more is asked for.
 */
final class Turnstile {

    /** {@code atOnce} work while {@code waiting} more wait, none longer than {@code patience}. */
    record Bounds(int atOnce, int waiting, Duration patience) {

        /**
         * The table takes one write after the other: more at once than keep it busy only wait
         * inside, where nobody can turn them away.
         */
        static final Bounds OF_WRITES = new Bounds(32, 480, Duration.ofSeconds(2));
    }

    private final Duration patience;
    private final Semaphore working;
    private final Semaphore present;

    Turnstile(Bounds bounds) {
        patience = bounds.patience();
        working = new Semaphore(bounds.atOnce(), true);
        present = new Semaphore(bounds.atOnce() + bounds.waiting());
    }

    /** Whether the request may work; if so, it has to {@link #leave}. */
    boolean enter() throws InterruptedException {
        if (!present.tryAcquire()) {
            return false;
        }
        if (working.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            return true;
        }
        present.release();
        return false;
    }

    void leave() {
        working.release();
        present.release();
    }
}
