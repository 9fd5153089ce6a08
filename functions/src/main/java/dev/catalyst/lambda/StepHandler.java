package dev.catalyst.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import org.slf4j.MDC;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** A step of a state machine: JSON in, JSON out, both read and written by our own mapper. */
public abstract class StepHandler<I, O> implements RequestStreamHandler {

    private final Class<I> input;

    protected StepHandler(Class<I> input) {
        this.input = input;
    }

    protected abstract O handle(I input, Context context);

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        var json = Json.MAPPER.readTree(in);
        try (var log =
                new LogContext(
                        Map.of(
                                "req_id",
                                json.path("request_id").asText(),
                                "task_id",
                                json.path("task_id").asText()))) {
            Json.MAPPER.writeValue(out, handle(Json.MAPPER.treeToValue(json, input), context));
        }
    }

    /** Fields that stand in every log line while it is open. */
    record LogContext(Map<String, String> fields) implements AutoCloseable {

        LogContext {
            fields = Map.copyOf(fields);
            fields.forEach(MDC::put);
        }

        @Override
        public void close() {
            fields.keySet().forEach(MDC::remove);
        }
    }
}
