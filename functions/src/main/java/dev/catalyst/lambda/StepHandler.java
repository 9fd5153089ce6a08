package dev.catalyst.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import dev.catalyst.store.Conflict;

import org.slf4j.MDC;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/**
 * A step of a state machine: JSON in, JSON out, both read and written by our own mapper. A fault of
 * a service that passes is thrown as {@link Transient}, which the machine tries again.
 */
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
        } catch (SdkException fault) {
            throw passes(fault) ? new Transient(fault.getMessage(), fault) : fault;
        } catch (Conflict overtaken) {
            throw new Transient(overtaken.getMessage(), overtaken);
        }
    }

    /** Whether the next try may well succeed: the SDK's own few tries lie within seconds. */
    private static boolean passes(SdkException fault) {
        return !(fault instanceof AwsServiceException answered)
                || answered.statusCode() >= 500
                || answered.isThrottlingException()
                || answered instanceof TransactionCanceledException;
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
