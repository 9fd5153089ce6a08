package dev.catalyst.sandbox;

import java.util.Optional;

/**
 * What keeps a run apart from the machine it runs on. Found by {@link java.util.ServiceLoader};
 * where none is, as on Lambda, the function itself is the wall.
 */
public interface Isolation {

    /** As verdicts call it. */
    String name();

    /** Why nothing can be run with it here, and what to install; empty if it works. */
    Optional<String> unavailable();

    /**
     * Runs to the end or to the first broken bound; no process of the run is left after it. An
     * interrupt kills the run at once.
     */
    Ended run(Confined run) throws InterruptedException;
}
