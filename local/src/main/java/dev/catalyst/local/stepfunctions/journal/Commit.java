package dev.catalyst.local.stepfunctions.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The moment from which a batch of records is safe on disk. */
public final class Commit {

    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** What those who wait are told: they do not wait for as long as a disk stays full. */
    private volatile CompletableFuture<Void> told = new CompletableFuture<>();

    /** One that has come. */
    public static Commit past() {
        Commit commit = new Commit();
        commit.settle();
        return commit;
    }

    /**
     * Waits for it; throws {@link UncheckedIOException} if the disk does not take the records now:
     * they may be written later, so whether they are is unknown to the caller.
     */
    public void await() {
        try {
            told.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException io ? new UncheckedIOException(io) : e;
        }
    }

    /**
     * Does something at that moment, or now if it has come; never, if the records could not be
     * written. The journal's writer does it, so it must be short.
     */
    public void then(Runnable action) {
        CompletableFuture<Void> _ = done.thenRun(action);
    }

    void settle() {
        done.complete(null);
        var waiting = told;
        told = done;
        waiting.complete(null);
    }

    /** It does not come now, perhaps later. */
    void delay(IOException cause) {
        told.completeExceptionally(cause);
    }

    /** It may come soon after all. */
    void resume() {
        told = new CompletableFuture<>();
    }

    void fail(IOException cause) {
        done.completeExceptionally(cause);
        told.completeExceptionally(cause);
    }
}
