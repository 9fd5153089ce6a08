package dev.catalyst.lambda;

import com.amazonaws.services.lambda.runtime.Context;

import org.slf4j.MDC;

import software.amazon.lambda.powertools.logging.PowertoolsLogging;

import java.util.Map;

/** What stands in every log line of an invocation: Powertools' fields, and those given here. */
public final class Invocation implements AutoCloseable {

    private final Map<String, String> before;

    private Invocation(Context context, Map<String, String> fields) {
        var present = MDC.getCopyOfContextMap();
        before = present == null ? Map.of() : present;
        // tests invoke a handler without a context
        if (context != null) {
            PowertoolsLogging.initializeLogging(context);
        }
        fields.forEach(Invocation::put);
    }

    /** Opens an invocation; fields without a value are left out. */
    public static Invocation of(Context context, Map<String, String> fields) {
        return new Invocation(context, fields);
    }

    /** Work for one task among others: its lines name it and the request that it comes from. */
    public static void about(String taskId, String requestId, Runnable work) {
        try (var log = new Invocation(null, Map.of("task_id", taskId, "req_id", requestId))) {
            work.run();
        }
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
        MDC.setContextMap(before);
    }
}
