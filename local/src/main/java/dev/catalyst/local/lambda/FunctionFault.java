package dev.catalyst.local.lambda;

/**
 * A function that did not answer; {@code type} is what Lambda calls {@code errorType}: the
 * exception's class name, or {@link #TIMED_OUT}.
 */
public final class FunctionFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public static final String TIMED_OUT = "Sandbox.Timedout";

    private final String type;

    public FunctionFault(String type, String message) {
        super(message);
        this.type = type;
    }

    public String type() {
        return type;
    }

    public boolean timedOut() {
        return TIMED_OUT.equals(type);
    }
}
