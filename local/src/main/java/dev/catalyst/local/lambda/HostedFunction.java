package dev.catalyst.local.lambda;

import dev.catalyst.lambda.Env;
import dev.catalyst.local.template.LambdaFunction;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One function with its instance. */
final class HostedFunction {

    private static final Logger LOG = LoggerFactory.getLogger(HostedFunction.class);

    /** Lambda's bound on an answer. */
    private static final int ANSWER_BYTES = 6_291_556;

    /** The error type when nobody waits for the answer any more. */
    private static final String ABANDONED = "Runtime.ExitError";

    private final LambdaFunction function;
    private final ExecutorService threads;
    private HandlerInstance instance;

    HostedFunction(LambdaFunction function, ExecutorService threads) {
        this.function = function;
        this.threads = threads;
    }

    String name() {
        return function.name();
    }

    /** Called by another invocation of this host, if its id is not empty. */
    byte[] invoke(byte[] payload, String caller) {
        var requestId = UUID.randomUUID().toString();
        try {
            // an instance is made before the clock runs, as on Lambda
            return bounded(run(instance(), payload, requestId, caller));
        } catch (FunctionFault fault) {
            if (!ABANDONED.equals(fault.type())) {
                // why stands in the function's own log, but not why one could not be made
                LOG.warn("{} failed, request {}: {}", name(), requestId, fault.getMessage());
            }
            throw fault;
        }
    }

    private byte[] run(HandlerInstance handler, byte[] payload, String requestId, String caller) {
        var timeout = function.timeout();
        var end = System.nanoTime() + timeout.toNanos();
        var context = new InvocationContext(function, requestId, end);
        NestedCalls.begun(requestId);
        try {
            var running =
                    threads.submit(
                            () ->
                                    ScopedValue.where(Env.PROVIDED, function.environment())
                                            .where(NestedCalls.INVOCATION, requestId)
                                            .call(() -> handler.handle(payload, context)));
            NestedCalls.add(caller, running);
            try {
                return running.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } finally {
                running.cancel(true);
            }
        } catch (TimeoutException e) {
            throw new FunctionFault(
                    FunctionFault.TIMED_OUT,
                    String.format(
                            Locale.ROOT,
                            "RequestId: %s Error: Task timed out after %.2f seconds",
                            requestId,
                            timeout.toMillis() / 1000.0));
        } catch (ExecutionException e) {
            throw FunctionFault.thrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FunctionFault(ABANDONED, "the caller gave up");
        } catch (CancellationException e) {
            throw new FunctionFault(ABANDONED, "the invocation that waits for this one ended");
        } catch (RejectedExecutionException e) {
            throw new FunctionFault(ABANDONED, "the host is stopping");
        } finally {
            NestedCalls.ended(requestId);
        }
    }

    private synchronized HandlerInstance instance() {
        if (instance == null) {
            try {
                instance =
                        ScopedValue.where(Env.PROVIDED, function.environment())
                                .call(() -> HandlerInstance.of(function.handler()));
            } catch (Throwable e) {
                // whatever a constructor throws fails this invocation, and the next one tries again
                LOG.error("{} cannot be made", name(), e);
                throw FunctionFault.thrown(e);
            }
        }
        return instance;
    }

    private static byte[] bounded(byte[] answer) {
        if (answer.length > ANSWER_BYTES) {
            throw new FunctionFault(
                    "Function.ResponseSizeTooLarge",
                    "Response payload size exceeded maximum allowed payload size (%d bytes)."
                            .formatted(ANSWER_BYTES));
        }
        return answer;
    }
}
