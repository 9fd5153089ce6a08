package dev.catalyst.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.catalyst.lambda.Allowance;
import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.Scope;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What clients say over the WebSocket. A message that cannot be served is answered with an error
 * frame.
 */
public final class Sockets
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    private static final String PROTOCOL = "catalyst";

    private final Following following;
    private final EndingSockets ending;
    private final Connections connections;
    private final InstantSource clock;

    public Sockets() {
        this(StartCheck.needs("TABLE_NAME", "SOCKETS_ENDPOINT").passed());
    }

    private Sockets(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                new Connections(env.require("SOCKETS_ENDPOINT")),
                InstantSource.system());
    }

    Sockets(Table table, Connections connections, InstantSource clock) {
        this.following = new Following(table, clock);
        this.ending = new EndingSockets(table);
        this.connections = connections;
        this.clock = clock;
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(
            APIGatewayV2WebSocketEvent event, Context context) {
        var fields = Map.of("req_id", event.getRequestContext().getRequestId());
        return Invocation.run(this, context, fields, () -> serve(event));
    }

    private APIGatewayV2WebSocketResponse serve(APIGatewayV2WebSocketEvent event) {
        var connection = event.getRequestContext().getConnectionId();
        var told = authorizer(event);
        var caller = Caller.of(told);
        return switch (event.getRequestContext().getRouteKey()) {
            case "$connect" -> connect(connection, event, told);
            case "$disconnect" -> {
                caller.ifPresent(
                        known -> {
                            following.end(known.tenant(), connection);
                            ending.forget(known, connection);
                        });
                yield answer(200);
            }
            default -> {
                // who was not found did not connect
                reply(connection, event, caller.orElseThrow());
                yield answer(200);
            }
        };
    }

    /**
     * Refuses who was not found, may not read or comes too often. A connection may name the task
     * that it follows in its address; one that does not exist refuses it.
     */
    private APIGatewayV2WebSocketResponse connect(
            String connection, APIGatewayV2WebSocketEvent event, Map<String, Object> told) {
        var query =
                event.getQueryStringParameters() == null
                        ? Map.<String, String>of()
                        : event.getQueryStringParameters();
        try {
            var caller = Caller.of(told).orElseThrow(Problem::unauthenticated);
            caller.require(Scope.READ);
            Allowance.require(told);
            ending.remember(caller, connection);
            if (query.containsKey("task_id")) {
                if (!Request.isId(query.get("task_id"))) {
                    throw Problem.notFound("This task");
                }
                following.begin(
                        caller, connection, query.get("task_id"), number(query.get("after")));
            }
            var answer = answer(200);
            if (protocols(event).anyMatch(PROTOCOL::equals)) {
                answer.setHeaders(Map.of("Sec-WebSocket-Protocol", PROTOCOL));
            }
            return answer;
        } catch (Problem problem) {
            return answer(problem.status());
        }
    }

    /** What the client offers to speak; its token may be among it. */
    private static Stream<String> protocols(APIGatewayV2WebSocketEvent event) {
        var headers =
                event.getMultiValueHeaders() == null
                        ? Map.<String, List<String>>of()
                        : event.getMultiValueHeaders();
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("sec-websocket-protocol"))
                .flatMap(header -> header.getValue().stream())
                .flatMap(line -> Stream.of(line.split(",")))
                .map(String::strip);
    }

    private static Map<String, Object> authorizer(APIGatewayV2WebSocketEvent event) {
        var told = event.getRequestContext().getAuthorizer();
        return told == null ? Map.of() : told;
    }

    private static long number(String after) {
        try {
            return after == null
                    ? 0
                    : Following.after(JsonNodeFactory.instance.numberNode(Long.parseLong(after)));
        } catch (NumberFormatException notANumber) {
            throw Problem.invalid("after", "must be a whole number from 0");
        }
    }

    private void reply(String connection, APIGatewayV2WebSocketEvent event, Caller caller) {
        if (caller.hasEnded(clock.instant())) {
            connections.end(connection);
            return;
        }
        Optional<Object> frame;
        try {
            frame =
                    following.act(
                            caller, connection, event.getBody() == null ? "" : event.getBody());
        } catch (Problem problem) {
            frame =
                    Optional.of(
                            Map.of(
                                    "type",
                                    "error",
                                    "problem",
                                    problem.document(
                                            "/ws", event.getRequestContext().getRequestId())));
        }
        frame.ifPresent(answer -> connections.send(connection, Connections.frame(answer)));
    }

    private static APIGatewayV2WebSocketResponse answer(int status) {
        var response = new APIGatewayV2WebSocketResponse();
        response.setStatusCode(status);
        response.setBody("");
        return response;
    }
}
