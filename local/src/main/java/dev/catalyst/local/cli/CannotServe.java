package dev.catalyst.local.cli;

/** Host, configuration or environment cannot do it; the message says why and what to do. */
final class CannotServe extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotServe(String message) {
        super(message);
    }

    CannotServe(String message, Throwable cause) {
        super(message, cause);
    }
}
