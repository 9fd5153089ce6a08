package dev.catalyst.local.lambda;

import dev.catalyst.lambda.Json;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** Lambda's {@code Invoke}: {@code POST /2015-03-31/functions/{name}/invocations}. */
public final class InvokeApi extends Handler.Abstract {

    private static final Pattern PATH =
            Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");

    /** Lambda's bound on a payload. */
    private static final int PAYLOAD_BYTES = 6 * 1024 * 1024;

    private static final byte[] NO_PAYLOAD = {'{', '}'};

    private final Functions functions;

    public InvokeApi(Functions functions) {
        this.functions = functions;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var path = PATH.matcher(String.valueOf(request.getHttpURI().getPath()));
        if (!path.matches() || !request.getMethod().equals("POST")) {
            return false;
        }
        var function = URLDecoder.decode(path.group(1), StandardCharsets.UTF_8);
        var body = Content.Source.asInputStream(request).readNBytes(PAYLOAD_BYTES + 1);
        var payload = body.length == 0 ? NO_PAYLOAD : body;
        var answer = answer(function, payload, request.getHeaders().get("X-Amz-Invocation-Type"));
        response.setStatus(answer.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        answer.headers().forEach(response.getHeaders()::put);
        response.write(true, ByteBuffer.wrap(answer.body()), callback);
        return true;
    }

    private Answer answer(String function, byte[] payload, String type) {
        if (!functions.knows(function)) {
            return Answer.error(
                    404, "ResourceNotFoundException", "Function not found: " + function);
        }
        if (payload.length > PAYLOAD_BYTES) {
            return Answer.error(
                    413,
                    "RequestTooLargeException",
                    "Request must be smaller than %d bytes for the InvokeFunction operation"
                            .formatted(PAYLOAD_BYTES));
        }
        return switch (type == null ? "RequestResponse" : type) {
            case "RequestResponse" -> call(function, payload);
            case "Event" -> {
                functions.send(function, payload);
                yield new Answer(202, Map.of(), new byte[0]);
            }
            case "DryRun" -> new Answer(204, Map.of(), new byte[0]);
            default -> Answer.error(400, "InvalidParameterValueException", "no such type: " + type);
        };
    }

    private Answer call(String function, byte[] payload) {
        try {
            var version = Map.of("X-Amz-Executed-Version", Functions.VERSION);
            return new Answer(200, version, functions.invoke(function, payload));
        } catch (FunctionFault fault) {
            return new Answer(
                    200,
                    Map.of("X-Amz-Function-Error", "Unhandled"),
                    fault.document().getBytes(StandardCharsets.UTF_8));
        }
    }

    private record Answer(int status, Map<String, String> headers, byte[] body) {

        static Answer error(int status, String type, String message) {
            return new Answer(
                    status,
                    Map.of("x-amzn-ErrorType", type),
                    Json.write(Map.of("Type", "User", "Message", message))
                            .getBytes(StandardCharsets.UTF_8));
        }
    }
}
