package dev.catalyst.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.store.Conflict;

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
    private final String agent;

    protected StepHandler(Class<I> input) {
        this(input, "");
    }

    /** The step of an agent, whose name stands in each line of its log. */
    protected StepHandler(Class<I> input, String agent) {
        this.input = input;
        this.agent = agent;
    }

    protected abstract O handle(I input, Context context);

    /** Where the id of the request that caused the step stands. */
    protected String requestId(JsonNode json) {
        return json.path("request_id").asText();
    }

    /** Where the id of the step's task stands. */
    protected String taskId(JsonNode json) {
        return json.path("task_id").asText();
    }

    @Override
    public final void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        var json = Json.MAPPER.readTree(in);
        var fields = Map.of("req_id", requestId(json), "task_id", taskId(json), "agent", agent);
        Json.MAPPER.writeValue(
                out, Invocation.run(this, context, fields, () -> answer(json, context)));
    }

    private O answer(JsonNode json, Context context) {
        try {
            return handle(Json.MAPPER.convertValue(json, input), context);
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
}
