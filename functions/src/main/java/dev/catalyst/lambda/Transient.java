package dev.catalyst.lambda;

/**
 * A fault that passes: the state machine tries the step again. Its class name stands in the
 * machine's `Retry`.
 */
public final class Transient extends RuntimeException implements Foreseen {

    private static final long serialVersionUID = 1L;

    public Transient(String message, Throwable cause) {
        super(message, cause);
    }
}
