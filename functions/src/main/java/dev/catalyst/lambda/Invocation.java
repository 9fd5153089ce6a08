package dev.catalyst.lambda;

import static software.amazon.lambda.powertools.logging.argument.StructuredArguments.entry;

import com.amazonaws.services.lambda.runtime.Context;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.lambda.powertools.logging.PowertoolsLogging;

import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An invocation of a function as people see it afterwards: what stands in every line of its log
 * (Powertools' fields, and those given here), and its part of the trace.
 */
public final class Invocation implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Invocation.class);

    private final Map<String, String> before;
    private final Tracing.Part trace;
    private final Runnable measured;

    private Invocation(
            Context context, Map<String, String> fields, Tracing.Part trace, Runnable measured) {
        var present = MDC.getCopyOfContextMap();
        before = present == null ? Map.of() : present;
        // tests invoke a handler without a context
        if (context != null) {
            PowertoolsLogging.initializeLogging(context);
            ErrorReports.begin();
        }
        fields.forEach(Invocation::put);
        this.trace = trace;
        this.measured = measured;
    }

    /** Opens an invocation of a handler; fields without a value are left out. */
    static Invocation of(Object handler, Context context, Map<String, String> fields) {
        var name = handler.getClass().getSimpleName();
        long began = System.nanoTime();
        return new Invocation(
                context,
                fields,
                Tracing.begin(name, fields),
                () -> Measures.invocation(name, Duration.ofNanos(System.nanoTime() - began)));
    }

    /** Does the work of an invocation, whose begin, end or fault the log then tells. */
    public static <T> T run(
            Object handler, Context context, Map<String, String> fields, Supplier<T> work) {
        var name = handler.getClass().getSimpleName();
        return quietly(
                handler,
                context,
                fields,
                () -> {
                    long began = System.nanoTime();
                    LOG.info("{} begins", name);
                    var answer = work.get();
                    LOG.info("{} ends: {}", name, entry("latency_ms", millisecondsSince(began)));
                    return answer;
                });
    }

    /** Does the work of an invocation of which the log only tells a fault. */
    public static <T> T quietly(
            Object handler, Context context, Map<String, String> fields, Supplier<T> work) {
        try (var invocation = of(handler, context, fields)) {
            try {
                return work.get();
            } catch (RuntimeException fault) {
                invocation.trace.failed(fault);
                var name = handler.getClass().getSimpleName();
                // no errors: what is tried again, what ends a task, and that this process is ended
                if (fault instanceof Foreseen || isInterrupted(fault)) {
                    LOG.warn("{} fails: {}", name, fault.getMessage());
                } else {
                    LOG.error("{} failed", name, fault);
                }
                throw presentable(fault);
            }
        }
    }

    private static boolean isInterrupted(Throwable fault) {
        return fault != null
                && (fault instanceof InterruptedException
                        || fault instanceof InterruptedIOException
                        || fault instanceof ClosedByInterruptException
                        || fault instanceof AbortedException
                        || isInterrupted(fault.getCause()));
    }

    /** The fault, or one without its secrets: Lambda writes what is thrown to the log as it is. */
    private static RuntimeException presentable(RuntimeException fault) {
        for (Throwable each = fault; each != null; each = each.getCause()) {
            if (each.getMessage() != null
                    && !Masking.mask(each.getMessage()).equals(each.getMessage())) {
                var message = Masking.mask(fault.toString());
                return fault instanceof Transient
                        ? new Transient(message, null)
                        : new IllegalStateException(message);
            }
        }
        return fault;
    }

    /** Work for one task among others: its lines name it and the request that it comes from. */
    public static void about(String taskId, String requestId, Runnable work) {
        var fields = Map.of("task_id", taskId, "req_id", requestId);
        try (var log = new Invocation(null, fields, Tracing.Part.NONE, () -> {})) {
            work.run();
        }
    }

    /** How an HTTP request was answered. */
    void answered(int status) {
        trace.answered(status);
    }

    /** Milliseconds since a time of {@link System#nanoTime()}, to a tenth. */
    public static double millisecondsSince(long began) {
        return Math.round((System.nanoTime() - began) / 1e5) / 10.0;
    }

    private static void put(String name, String value) {
        if (!value.isEmpty()) {
            MDC.put(name, value);
        }
    }

    @Override
    public void close() {
        ErrorReports.flush();
        measured.run();
        trace.close();
        MDC.setContextMap(before);
    }
}
