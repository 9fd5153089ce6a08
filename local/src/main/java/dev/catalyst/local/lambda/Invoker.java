package dev.catalyst.local.lambda;

/** Invokes a function and waits for its answer, as Lambda's {@code Invoke} does. */
@FunctionalInterface
public interface Invoker {

    /**
     * The function's answer (JSON); throws {@link FunctionFault} if it failed, timed out or does
     * not exist.
     */
    byte[] invoke(String function, byte[] payload);
}
