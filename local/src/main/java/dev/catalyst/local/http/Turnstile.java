package dev.catalyst.local.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets some requests work at once and some more wait for a moment; the rest is turned away, so that
 * what is served does not grow slower the more is asked for.
 */
final class Turnstile {

    /**
     * {@code atOnce} work while {@code waiting} more wait, none longer than {@code patience}. Who
     * finds no place to wait stands {@code atDoor} first: one who asks again as soon as it is
     * turned away would otherwise cost more than those who are served.
     */
    record Bounds(int atOnce, int waiting, Duration patience, Duration atDoor) {

        /**
         * The table takes one write after the other: more at once than keep it busy only wait
         * inside, where nobody can turn them away.
         */
        static final Bounds OF_WRITES =
                new Bounds(32, 480, Duration.ofSeconds(2), Duration.ofSeconds(1));
    }

    private final Bounds bounds;
    private final Semaphore working;
    private final Semaphore present;

    Turnstile(Bounds bounds) {
        this.bounds = bounds;
        working = new Semaphore(bounds.atOnce(), true);
        present = new Semaphore(bounds.atOnce() + bounds.waiting());
    }

    /** Whether the request may work; if so, it has to {@link #leave}. */
    boolean enter() throws InterruptedException {
        if (!tryAcquire(present, bounds.atDoor())) {
            return false;
        }
        if (tryAcquire(working, bounds.patience())) {
            return true;
        }
        present.release();
        return false;
    }

    private static boolean tryAcquire(Semaphore semaphore, Duration patience)
            throws InterruptedException {
        return semaphore.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    void leave() {
        working.release();
        present.release();
    }
}
