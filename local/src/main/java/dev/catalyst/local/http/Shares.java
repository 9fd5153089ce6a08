package dev.catalyst.local.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Shares the machine among those who ask: so many requests of one work at once as there are
 * processors, whatever more it asks for, so that another's finds no long queue for a processor.
 * Whoever is alone gets all. On AWS each request has a function of its own.
 */
final class Shares {

    /** A request that only rests, such as one for a provider's health, keeps others no longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Whoever asked within this time is still there. */
    private static final Duration COMPANY = Duration.ofSeconds(10);

    private final int atOnce;
    private final Duration patience;
    private final ConcurrentHashMap<String, Share> shares = new ConcurrentHashMap<>();

    /** When one asked after another; of two who change it at once either may win. */
    private volatile Change last = new Change("", Instant.MIN);

    private record Change(String owner, Instant at) {}

    private static final class Share {
        private final Semaphore places;
        private int present;

        private Share(int atOnce) {
            places = new Semaphore(atOnce, true);
        }
    }

    /** What is done for a request. */
    interface Work<T> {

        T done() throws InterruptedException;
    }

    Shares() {
        this(Runtime.getRuntime().availableProcessors(), PATIENCE);
    }

    Shares(int atOnce, Duration patience) {
        this.atOnce = atOnce;
        this.patience = patience;
    }

    /**
     * Does the work within its owner's share, or beside it: after having waited for long, and if
     * nobody else asks. A write, which the table does alone, takes the whole share.
     */
    <T> T within(String owner, boolean writes, Instant now, Work<T> work)
            throws InterruptedException {
        return isAlone(owner, now) ? work.done() : within(owner, writes ? atOnce : 1, work);
    }

    private boolean isAlone(String owner, Instant now) {
        if (!owner.equals(last.owner())) {
            last = new Change(owner, last.owner().isEmpty() ? Instant.MIN : now);
        }
        return last.at().isBefore(now.minus(COMPANY));
    }

    private <T> T within(String owner, int taken, Work<T> work) throws InterruptedException {
        var places = enter(owner);
        try {
            boolean placed = places.tryAcquire(taken, patience.toNanos(), TimeUnit.NANOSECONDS);
            try {
                return work.done();
            } finally {
                if (placed) {
                    places.release(taken);
                }
            }
        } finally {
            leave(owner);
        }
    }

    private Semaphore enter(String owner) {
        return shares.compute(
                        owner,
                        (_, known) -> {
                            var share = known == null ? new Share(atOnce) : known;
                            share.present++;
                            return share;
                        })
                .places;
    }

    private void leave(String owner) {
        shares.computeIfPresent(owner, (_, share) -> --share.present == 0 ? null : share);
    }
}
