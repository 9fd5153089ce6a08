package dev.catalyst.local;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.http.HttpAnswer;
import dev.catalyst.local.lambda.InvokeApi;
import dev.catalyst.local.lambda.NestedCalls;
import dev.catalyst.local.sockets.SocketGateway;
import dev.catalyst.local.stepfunctions.StepFunctionsApi;
import dev.catalyst.local.triggers.EventBus;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One endpoint for Step Functions, Lambda, EventBridge and API Gateway management. */
final class Services extends Handler.Abstract {

    private static final Pattern INVOCATIONS =
            Pattern.compile("/2015-03-31/functions/([^/]+)/invocations");

    /** The stage in front is part of the address that a function is given. */
    private static final Pattern CONNECTIONS = Pattern.compile("(?:/[^/@]+)?/@connections/([^/]+)");

    private final StepFunctionsApi stepFunctions;
    private final InvokeApi lambda;
    private final EventBus bus;
    private final Optional<SocketGateway> sockets;

    Services(
            StepFunctionsApi stepFunctions,
            InvokeApi lambda,
            EventBus bus,
            Optional<SocketGateway> sockets) {
        this.stepFunctions = stepFunctions;
        this.lambda = lambda;
        this.bus = bus;
        this.sockets = sockets;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var body = Content.Source.asInputStream(request).readNBytes(InvokeApi.PAYLOAD_BYTES + 1);
        answer(request, body).write(response, false);
        callback.succeeded();
        return true;
    }

    private HttpAnswer answer(Request request, byte[] body) {
        var target = header(request, "X-Amz-Target");
        if (target.startsWith("AWSStepFunctions.")) {
            var answer = stepFunctions.answer(target, new String(body, StandardCharsets.UTF_8));
            return json(answer.status(), "application/x-amz-json-1.0", answer.body());
        }
        if (target.equals("AWSEvents.PutEvents")) {
            return putEvents(body);
        }
        var path = String.valueOf(request.getHttpURI().getPath());
        var invocation = INVOCATIONS.matcher(path);
        if (invocation.matches() && request.getMethod().equals("POST")) {
            var type = header(request, "X-Amz-Invocation-Type");
            var caller = header(request, NestedCalls.CALLER);
            return answer(lambda.answer(decoded(invocation), type, caller, body));
        }
        var connection = CONNECTIONS.matcher(path);
        if (connection.matches() && sockets.isPresent()) {
            var code = header(request, "X-Close-Code");
            return sockets.get()
                    .manage(
                            request.getMethod(),
                            decoded(connection),
                            body,
                            code.matches("[34]\\d{3}")
                                    ? OptionalInt.of(Integer.parseInt(code))
                                    : OptionalInt.empty());
        }
        return json(
                404,
                "application/json",
                "{\"__type\":\"UnknownOperationException\",\"message\":\"the local host has no such"
                        + " operation\"}");
    }

    private HttpAnswer putEvents(byte[] body) {
        try {
            var accepted = bus.putEvents(Json.MAPPER.readTree(body));
            return json(200, "application/x-amz-json-1.1", accepted.toString());
        } catch (IOException e) {
            return json(
                    400,
                    "application/x-amz-json-1.1",
                    "{\"__type\":\"SerializationException\",\"message\":\"the body is not JSON\"}");
        }
    }

    private static HttpAnswer answer(InvokeApi.Answer answer) {
        var headers =
                answer.headers().entrySet().stream()
                        .map(header -> Map.entry(header.getKey(), header.getValue()))
                        .toList();
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        return new HttpAnswer(answer.status(), headers, body);
    }

    private static HttpAnswer json(int status, String type, String body) {
        return new HttpAnswer(
                status,
                List.of(Map.entry("Content-Type", type)),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static String header(Request request, String name) {
        var value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }

    private static String decoded(Matcher path) {
        // a plus sign is itself in a path
        return URLDecoder.decode(path.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
