package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.local.TestClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

class SharesTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final Semaphore begun = new Semaphore(0);
    private final TestClock clock =
            new TestClock(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final List<Due> due = new ArrayList<>();

    private record Due(Instant at, Runnable task) {}

    @AfterEach
    void stop() {
        finish.countDown();
        threads.close();
    }

    private Shares shares(Duration patience) {
        return new Shares(2, patience, clock, this::later);
    }

    private void later(Duration delay, Runnable task) {
        synchronized (due) {
            due.add(new Due(clock.instant().plus(delay), task));
        }
    }

    private void pass(Duration time) {
        clock.advance(time);
        synchronized (due) {
            due.stream().filter(d -> !d.at().isAfter(clock.instant())).forEach(d -> d.task().run());
            due.removeIf(d -> !d.at().isAfter(clock.instant()));
        }
    }

    private static Optional<String> quick() {
        return Optional.of("quick");
    }

    private Optional<String> slow() throws InterruptedException {
        begun.release();
        finish.await();
        return Optional.of("slow");
    }

    private static Optional<String> ask(Shares shares, String owner, boolean writes) {
        try {
            return shares.within(owner, writes, SharesTest::quick);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<String> read(Shares shares, String owner) {
        return ask(shares, owner, false);
    }

    private static Optional<String> write(Shares shares, String owner) {
        return ask(shares, owner, true);
    }

    /** Begins requests of the flood that take until {@link #finish}. */
    private List<CompletableFuture<Optional<String>>> begin(
            Shares shares, boolean writes, int requests) {
        var asked = new ArrayList<CompletableFuture<Optional<String>>>();
        for (int i = 0; i < requests; i++) {
            asked.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return shares.within("flood", writes, this::slow);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            threads));
        }
        return asked;
    }

    /** Two who asked, one after the other. */
    private Shares contested(Duration patience) {
        var shares = shares(patience);
        read(shares, "calm");
        read(shares, "flood");
        return shares;
    }

    @Test
    void one_never_works_beyond_its_share_and_all_of_it_is_done() {
        var shares = contested(LONG);
        var working = new AtomicInteger();
        var most = new AtomicInteger();
        var asked = new ArrayList<CompletableFuture<Optional<Integer>>>();
        for (int i = 0; i < 200; i++) {
            asked.add(
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return shares.within(
                                            "flood",
                                            false,
                                            () -> {
                                                int now = working.incrementAndGet();
                                                most.accumulateAndGet(now, Math::max);
                                                Thread.yield();
                                                return Optional.of(working.decrementAndGet());
                                            });
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            threads));
        }
        assertThat(asked).allMatch(answer -> answer.join().isPresent());
        assertThat(most).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void what_one_does_holds_up_nobody_else() {
        var shares = contested(Duration.ZERO);
        begin(shares, false, 2);
        begun.acquireUninterruptibly(2);

        assertThat(read(shares, "flood")).isEmpty();
        assertThat(read(shares, "calm")).contains("quick");
    }

    @Test
    void whoever_waits_is_next() {
        var shares = contested(LONG);
        var asked = begin(shares, false, 5);
        begun.acquireUninterruptibly(2);
        assertThat(begun.availablePermits()).isZero();

        finish.countDown();
        assertThat(asked).allMatch(answer -> answer.join().isPresent());
    }

    @Test
    void a_write_takes_the_whole_share() {
        var shares = contested(Duration.ZERO);
        begin(shares, true, 1);
        begun.acquireUninterruptibly();

        assertThat(read(shares, "flood")).isEmpty();
        assertThat(write(shares, "flood")).isEmpty();
        assertThat(write(shares, "calm")).contains("quick");
    }

    @Test
    void twice_a_writes_time_passes_before_its_owners_next() throws InterruptedException {
        var shares = contested(Duration.ZERO);
        assertThat(
                        shares.within(
                                "flood",
                                true,
                                () -> {
                                    clock.advance(Duration.ofMillis(20));
                                    return quick();
                                }))
                .contains("quick");

        pass(Duration.ofMillis(39));
        assertThat(read(shares, "flood")).isEmpty();
        assertThat(read(shares, "calm")).contains("quick");
        pass(Duration.ofMillis(1));
        assertThat(read(shares, "flood")).contains("quick");
    }

    @Test
    void what_takes_long_keeps_its_place_for_a_while_only() {
        var shares = contested(Duration.ZERO);
        var polls = begin(shares, false, 2);
        begun.acquireUninterruptibly(2);

        pass(Duration.ofMillis(249));
        assertThat(read(shares, "flood")).isEmpty();
        pass(Duration.ofMillis(1));
        assertThat(read(shares, "flood")).contains("quick");

        finish.countDown();
        assertThat(polls).allMatch(answer -> answer.join().isPresent());
    }

    @Test
    void a_place_is_given_back_once() throws InterruptedException {
        var shares = contested(Duration.ZERO);
        shares.within(
                "flood",
                false,
                () -> {
                    pass(Duration.ofMillis(250));
                    begin(shares, false, 1);
                    begun.acquireUninterruptibly();
                    return quick();
                });

        assertThat(nested(shares, "flood", 1)).contains("quick");
        assertThat(nested(shares, "flood", 2)).isEmpty();
    }

    /** Asks so many times, each within the one before. */
    private static Optional<String> nested(Shares shares, String owner, int times) {
        try {
            return shares.within(
                    owner, false, () -> times == 1 ? quick() : nested(shares, owner, times - 1));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void work_that_fails_gives_its_place_back() {
        var shares = contested(Duration.ZERO);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(
                            () ->
                                    shares.within(
                                            "flood",
                                            false,
                                            () -> {
                                                throw new IllegalStateException("broken");
                                            }))
                    .hasMessage("broken");
        }
        assertThat(read(shares, "flood")).contains("quick");
    }

    @Test
    void who_is_alone_gets_all() {
        begin(shares(Duration.ZERO), false, 8);
        begun.acquireUninterruptibly(8);
    }

    @Test
    void who_was_left_alone_gets_all_again() {
        var shares = contested(Duration.ZERO);
        clock.advance(Duration.ofSeconds(11));
        begin(shares, true, 8);
        begun.acquireUninterruptibly(8);
    }
}
