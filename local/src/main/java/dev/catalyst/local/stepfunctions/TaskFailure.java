package dev.catalyst.local.stepfunctions;

/** A task ended with an error that the state machine may retry or catch by its name. */
public final class TaskFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final String error;

    /**
     * @param error such as {@code Lambda.TooManyRequestsException} or an exception's class name
     * @param cause for people; for a failed function the JSON with errorType and errorMessage
     */
    public TaskFailure(String error, String cause) {
        super(cause);
        this.error = error;
    }

    public String error() {
        return error;
    }

    public String reason() {
        return getMessage();
    }
}
