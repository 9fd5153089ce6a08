package dev.catalyst.faults;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.agents.AgentFailed;
import dev.catalyst.faults.Visit.Answer;
import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Transient;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Lives in a world without faults and writes down each invocation with the world before it. */
final class Journey {

    private final List<Visit> visits = new ArrayList<>();
    private final World world = new World();
    private int keys;

    List<Visit> visits() {
        return visits;
    }

    World world() {
        return world;
    }

    /** A handler of a state machine, called again by it for what it lists as passing. */
    JsonNode step(
            Class<?> type,
            String what,
            Function<Handlers, RequestStreamHandler> make,
            Map<String, ?> input) {
        byte[] bytes = Json.write(input).getBytes(StandardCharsets.UTF_8);
        return Json.tree(
                visit(
                        type.getName(),
                        what,
                        handlers -> {
                            try {
                                return Answer.done(answer(make.apply(handlers), bytes));
                            } catch (Transient passing) {
                                return Answer.failed(passing.getMessage());
                            } catch (AgentFailed end) {
                                return Answer.done(Json.write(Map.of("failed", end.getMessage())));
                            }
                        }));
    }

    /** Called by an event; whatever it throws, it is called again. */
    void event(
            Class<?> type,
            String what,
            Function<Handlers, RequestStreamHandler> make,
            Map<String, ?> input) {
        byte[] bytes = Json.write(input).getBytes(StandardCharsets.UTF_8);
        visit(
                type.getName(),
                what,
                handlers -> {
                    try {
                        return Answer.done(answer(make.apply(handlers), bytes));
                    } catch (RuntimeException fault) {
                        return Answer.failed(fault.toString());
                    }
                });
    }

    private static String answer(RequestStreamHandler handler, byte[] input) throws IOException {
        var out = new ByteArrayOutputStream();
        handler.handleRequest(new ByteArrayInputStream(input), out, Handlers.CONTEXT);
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A client that asks again, with the same idempotency key, after a 500 or no answer. */
    JsonNode http(
            Class<?> type,
            Function<Handlers, HttpHandler> make,
            String method,
            String path,
            Map<String, ?> body) {
        var headers = new HashMap<>(Map.of("content-type", "application/json"));
        headers.put("x-request-id", "request");
        if (method.equals("POST")) {
            headers.put("idempotency-key", "key-" + ++keys);
        }
        var event =
                APIGatewayV2HTTPEvent.builder()
                        .withRawPath(path)
                        .withHeaders(headers)
                        .withBody(body == null ? null : Json.write(body))
                        .withRequestContext(
                                APIGatewayV2HTTPEvent.RequestContext.builder()
                                        .withHttp(
                                                Http.builder()
                                                        .withMethod(method)
                                                        .withPath(path)
                                                        .build())
                                        .withAuthorizer(developer())
                                        .build())
                        .build();
        var text =
                visit(
                        type.getName(),
                        method + " " + path,
                        handlers -> {
                            var reply = make.apply(handlers).handleRequest(event, Handlers.CONTEXT);
                            return new Answer(
                                    reply.getStatusCode() >= 500,
                                    Json.write(
                                            Map.of(
                                                    "status",
                                                    reply.getStatusCode(),
                                                    "body",
                                                    String.valueOf(reply.getBody()))));
                        });
        var answer = Json.tree(text);
        if (answer.path("status").asInt() >= 400) {
            throw new AssertionError(method + " " + path + " answered " + text);
        }
        return answer;
    }

    private static Authorizer developer() {
        var authorizer = new Authorizer();
        authorizer.setLambda(Caller.DEVELOPER.context());
        return authorizer;
    }

    /** A queue's message, delivered again until it is not reported as failed. */
    void message(
            Class<?> type,
            String what,
            Function<Handlers, RequestHandler<SQSEvent, SQSBatchResponse>> make,
            Map<String, ?> body) {
        var event = new SQSEvent();
        var message = new SQSEvent.SQSMessage();
        message.setMessageId("message");
        message.setBody(Json.write(body));
        event.setRecords(List.of(message));
        visit(
                type.getName(),
                what,
                handlers -> {
                    var failed =
                            make.apply(handlers)
                                    .handleRequest(event, Handlers.CONTEXT)
                                    .getBatchItemFailures();
                    return new Answer(!failed.isEmpty(), "");
                });
    }

    /** A batch of the table's stream, delivered again as long as it fails. */
    void stream(String type, String what, DynamodbEvent batch, StreamCall call) {
        visit(
                type,
                what,
                handlers -> {
                    try {
                        return new Answer(!call.isDone(handlers, batch), "");
                    } catch (RuntimeException fault) {
                        return Answer.failed(fault.toString());
                    }
                });
    }

    /** Hands a batch to a handler; whether all of it is done. */
    interface StreamCall {
        boolean isDone(Handlers handlers, DynamodbEvent batch);
    }

    /** Called every minute, whatever came of the last time. */
    void schedule() {
        schedule(
                "dev.catalyst.tasks.Sweeper",
                handlers -> handlers.tasks.sweeper(handlers.sfn, Executions.MACHINE, handlers.sqs));
    }

    void schedule(String handler, Function<Handlers, RequestHandler<ScheduledEvent, ?>> make) {
        visit(
                handler,
                "every minute",
                handlers -> {
                    try {
                        make.apply(handlers).handleRequest(null, Handlers.CONTEXT);
                        return Answer.done("");
                    } catch (RuntimeException fault) {
                        return Answer.failed(fault.toString());
                    }
                });
    }

    /** A client's socket; a client that is not served says the same again. */
    void socket(String route, String connection, Map<String, String> query, String body) {
        socket(Caller.DEVELOPER, route, connection, query, body);
    }

    void socket(
            Caller caller,
            String route,
            String connection,
            Map<String, String> query,
            String body) {
        var event = new APIGatewayV2WebSocketEvent();
        var context = new APIGatewayV2WebSocketEvent.RequestContext();
        context.setAuthorizer(caller.context());
        context.setRouteKey(route);
        context.setConnectionId(connection);
        context.setRequestId("request");
        event.setRequestContext(context);
        event.setQueryStringParameters(query);
        event.setBody(body);
        visit(
                "dev.catalyst.stream.Sockets",
                route + " " + body,
                handlers -> {
                    try {
                        var answer =
                                handlers.stream.sockets().handleRequest(event, Handlers.CONTEXT);
                        return Answer.done(String.valueOf(answer.getStatusCode()));
                    } catch (RuntimeException fault) {
                        return Answer.failed(fault.toString());
                    }
                });
    }

    private String visit(String handler, String what, Visit.Call call) {
        world.pass(Duration.ofSeconds(10));
        visits.add(new Visit(handler, what, world.copy(), call));
        try {
            var answer = call.on(new Handlers(world, Faults.none()));
            if (answer.again()) {
                throw new AssertionError(handler + " " + what + " failed: " + answer.text());
            }
            return answer.text();
        } catch (Exception e) {
            throw new AssertionError(handler + " " + what + " failed", e);
        }
    }
}
