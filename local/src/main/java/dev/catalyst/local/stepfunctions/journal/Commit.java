package dev.catalyst.local.stepfunctions.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The moment from which a batch of records is safe on disk. */
public final class Commit {

    private final CompletableFuture<Void> done = new CompletableFuture<>();

    /** One that has come. */
    public static Commit past() {
        Commit commit = new Commit();
        commit.settle();
        return commit;
    }

    /** Waits for it; throws {@link UncheckedIOException} if the records could not be written. */
    public void await() {
        try {
            done.join();
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
    }

    void fail(IOException cause) {
        done.completeExceptionally(cause);
    }
}
