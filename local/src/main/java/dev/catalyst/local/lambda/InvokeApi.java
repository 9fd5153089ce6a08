package dev.catalyst.local.lambda;

import dev.catalyst.lambda.Json;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Lambda's {@code Invoke}, without the HTTP around it. */
public final class InvokeApi {

    /** Lambda's bound on a payload. */
    public static final int PAYLOAD_BYTES = 6 * 1024 * 1024;

    private static final byte[] NO_PAYLOAD = {'{', '}'};

    private final Functions functions;

    public InvokeApi(Functions functions) {
        this.functions = functions;
    }

    /** An HTTP status, headers and a body of JSON. */
    public record Answer(int status, Map<String, String> headers, String body) {

        public Answer {
            headers = Map.copyOf(headers);
        }

        static Answer error(int status, String type, String message) {
            return new Answer(
                    status,
                    Map.of("x-amzn-ErrorType", type),
                    Json.write(Map.of("Type", "User", "Message", message)));
        }
    }

    /**
     * Answers a call.
     *
     * @param type the header X-Amz-Invocation-Type, empty if there is none
     * @param caller the invocation that calls, empty if it is none of this host
     */
    public Answer answer(String function, String type, String caller, byte[] body) {
        if (!functions.knows(function)) {
            return Answer.error(
                    404, "ResourceNotFoundException", "Function not found: " + function);
        }
        if (body.length > PAYLOAD_BYTES) {
            return Answer.error(
                    413,
                    "RequestTooLargeException",
                    "Request must be smaller than %d bytes for the InvokeFunction operation"
                            .formatted(PAYLOAD_BYTES));
        }
        var payload = body.length == 0 ? NO_PAYLOAD : body;
        return switch (type) {
            case "", "RequestResponse" -> call(function, caller, payload);
            case "Event" -> {
                functions.send(function, payload);
                yield new Answer(202, Map.of(), "");
            }
            case "DryRun" -> new Answer(204, Map.of(), "");
            default -> Answer.error(400, "InvalidParameterValueException", "no such type: " + type);
        };
    }

    private Answer call(String function, String caller, byte[] payload) {
        try {
            var version = Map.of("X-Amz-Executed-Version", Functions.VERSION);
            var result = functions.invoke(function, payload, caller);
            return new Answer(200, version, new String(result, StandardCharsets.UTF_8));
        } catch (FunctionFault fault) {
            return new Answer(200, Map.of("X-Amz-Function-Error", "Unhandled"), fault.document());
        }
    }
}
