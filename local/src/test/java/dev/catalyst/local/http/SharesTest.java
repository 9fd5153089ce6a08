package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

class SharesTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final Semaphore begun = new Semaphore(0);

    @AfterEach
    void stop() {
        finish.countDown();
        threads.close();
    }

    private <T> CompletableFuture<T> ask(
            Shares shares, String owner, Instant now, Shares.Work<T> work) {
        return ask(shares, owner, false, now, work);
    }

    private <T> CompletableFuture<T> ask(
            Shares shares, String owner, boolean writes, Instant now, Shares.Work<T> work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return shares.within(owner, writes, now, work);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                threads);
    }

    private String rest() {
        begun.release();
        try {
            finish.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return "rested";
    }

    /** Two who asked, one after the other. */
    private Shares contested(Duration patience) {
        var shares = new Shares(2, patience);
        ask(shares, "calm", NOW, () -> "").join();
        ask(shares, "flood", NOW, () -> "").join();
        return shares;
    }

    @Test
    void one_never_works_beyond_its_share_and_all_of_it_is_done() {
        var shares = contested(LONG);
        var working = new AtomicInteger();
        var most = new AtomicInteger();
        var asked = new CompletableFuture<?>[200];
        for (int i = 0; i < asked.length; i++) {
            asked[i] =
                    ask(
                            shares,
                            "flood",
                            NOW,
                            () -> {
                                most.accumulateAndGet(working.incrementAndGet(), Math::max);
                                Thread.yield();
                                return working.decrementAndGet();
                            });
        }
        CompletableFuture.allOf(asked).join();
        assertThat(most).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void what_one_does_holds_up_nobody_else() {
        var shares = contested(LONG);
        for (int i = 0; i < 8; i++) {
            ask(shares, "flood", NOW, this::rest);
        }
        begun.acquireUninterruptibly(2);

        assertThat(ask(shares, "calm", NOW, () -> "read").join()).isEqualTo("read");
        assertThat(begun.availablePermits()).isZero();
    }

    @Test
    void a_write_takes_the_whole_share() {
        var shares = contested(LONG);
        for (int i = 0; i < 3; i++) {
            ask(shares, "flood", true, NOW, this::rest);
        }
        begun.acquireUninterruptibly();
        assertThat(ask(shares, "calm", true, NOW, () -> "written").join()).isEqualTo("written");
        assertThat(begun.availablePermits()).isZero();

        finish.countDown();
        begun.acquireUninterruptibly(2);
    }

    @Test
    void work_that_rests_holds_up_its_owner_for_a_while_only() {
        var shares = contested(Duration.ofMillis(5));
        for (int i = 0; i < 4; i++) {
            ask(shares, "flood", NOW, this::rest);
        }

        begun.acquireUninterruptibly(4);
        assertThat(ask(shares, "flood", NOW, () -> "read").join()).isEqualTo("read");
    }

    @Test
    void work_that_fails_gives_its_place_back() {
        var shares = contested(LONG);
        for (int i = 0; i < 3; i++) {
            var failed =
                    ask(
                            shares,
                            "flood",
                            NOW,
                            () -> {
                                throw new IllegalStateException("broken");
                            });
            assertThat(failed.handle((_, fault) -> fault).join()).isNotNull();
        }
        assertThat(ask(shares, "flood", NOW, () -> "read").join()).isEqualTo("read");
    }

    @Test
    void who_is_alone_gets_all() {
        var shares = new Shares(2, LONG);
        for (int i = 0; i < 8; i++) {
            ask(shares, "alone", NOW, this::rest);
        }
        begun.acquireUninterruptibly(8);
    }

    @Test
    void who_was_left_alone_gets_all_again() {
        var shares = contested(LONG);
        var later = NOW.plusSeconds(11);
        for (int i = 0; i < 8; i++) {
            ask(shares, "flood", later, this::rest);
        }
        begun.acquireUninterruptibly(8);
    }
}
