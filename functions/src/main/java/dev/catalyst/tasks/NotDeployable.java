package dev.catalyst.tasks;

/** A task's result could not go where results go; the message says what to do. */
final class NotDeployable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotDeployable(String message) {
        super(message);
    }
}
