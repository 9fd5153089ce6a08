package dev.catalyst.local.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shares the machine among those who ask: so many requests of one work at once as there are
 * processors, whatever more it asks for, so that another's finds no long queue for a processor. A
 * write, which the table does alone, takes all of them, and twice its time passes before its
 * owner's next: most of the table's time is left to others, and to what a write sets off. Whoever
 * is alone gets all. On AWS each request has a function of its own.
 */
final class Shares {

    /** Whoever asked within this time is still there. */
    private static final Duration COMPANY = Duration.ofSeconds(10);

    /** How long a request keeps its place: one that takes longer mostly rests, as a long poll. */
    private static final Duration KEPT = Duration.ofMillis(250);

    /** How long a write keeps its place on after its end, in parts of the time that it took. */
    private static final int REST = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final int atOnce;
    private final Duration patience;
    private final Clock clock;
    private final Timer timer;
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

    /** What is done for a request, or nothing if that too is turned away. */
    interface Work<T> {

        Optional<T> done() throws InterruptedException;
    }

    /** Does something later, and does not wait for it. */
    interface Timer {

        void after(Duration delay, Runnable task);
    }

    Shares(Clock clock) {
        this(
                Runtime.getRuntime().availableProcessors(),
                PATIENCE,
                clock,
                (delay, task) ->
                        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                                .execute(task));
    }

    /** Of one owner {@code atOnce} requests work; the others wait, none beyond its patience. */
    Shares(int atOnce, Duration patience, Clock clock, Timer timer) {
        this.atOnce = atOnce;
        this.patience = patience;
        this.clock = clock;
        this.timer = timer;
    }

    /** Does the work within its owner's share; nothing if that had no place for too long. */
    <T> Optional<T> within(String owner, boolean writes, Work<T> work) throws InterruptedException {
        if (isAlone(owner, clock.instant())) {
            return work.done();
        }
        var place = new Place(owner, writes);
        if (!place.taken()) {
            return Optional.empty();
        }
        try {
            return work.done();
        } finally {
            place.done();
        }
    }

    private boolean isAlone(String owner, Instant now) {
        if (!owner.equals(last.owner())) {
            last = new Change(owner, last.owner().isEmpty() ? Instant.MIN : now);
        }
        return last.at().isBefore(now.minus(COMPANY));
    }

    /** A request's place in its owner's share, given back once. */
    private final class Place {

        private final String owner;
        private final boolean writes;
        private final int width;
        private final Semaphore places;
        private final AtomicBoolean given = new AtomicBoolean();
        private Instant begun = Instant.MIN;

        private Place(String owner, boolean writes) {
            this.owner = owner;
            this.writes = writes;
            width = writes ? atOnce : 1;
            places = shares.compute(owner, (_, known) -> entered(known)).places;
        }

        private Share entered(Share known) {
            var share = known == null ? new Share(atOnce) : known;
            share.present++;
            return share;
        }

        private boolean taken() throws InterruptedException {
            boolean placed = false;
            try {
                placed = places.tryAcquire(width, patience.toNanos(), TimeUnit.NANOSECONDS);
            } finally {
                if (!placed) {
                    leave();
                }
            }
            if (placed) {
                begun = clock.instant();
                timer.after(KEPT, this::giveBack);
            }
            return placed;
        }

        private void done() {
            if (writes) {
                var took = Duration.between(begun, clock.instant());
                timer.after(took.multipliedBy(REST), this::giveBack);
            } else {
                giveBack();
            }
        }

        private void giveBack() {
            if (given.compareAndSet(false, true)) {
                places.release(width);
                leave();
            }
        }

        private void leave() {
            shares.computeIfPresent(owner, (_, share) -> --share.present == 0 ? null : share);
        }
    }
}
