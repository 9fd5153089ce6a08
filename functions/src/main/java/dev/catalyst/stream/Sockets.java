package dev.catalyst.stream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * What clients say over the WebSocket. A message that cannot be served is answered with an error
 * frame.
 */
public final class Sockets
        implements RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> {

    private static final String TENANT = "default";

    private final Following following;
    private final Connections connections;

    public Sockets() {
        this(
                new Table(Wiring.dynamoDb(), Env.current().require("TABLE_NAME")),
                new Connections(Env.current().require("SOCKETS_ENDPOINT")),
                InstantSource.system());
    }

    Sockets(Table table, Connections connections, InstantSource clock) {
        this.following = new Following(table, clock);
        this.connections = connections;
    }

    @Override
    public APIGatewayV2WebSocketResponse handleRequest(
            APIGatewayV2WebSocketEvent event, Context context) {
        var connection = event.getRequestContext().getConnectionId();
        return switch (event.getRequestContext().getRouteKey()) {
            case "$connect" -> connect(connection, event);
            case "$disconnect" -> {
                following.end(TENANT, connection);
                yield answer(200);
            }
            default -> {
                reply(connection, event);
                yield answer(200);
            }
        };
    }

    /**
     * A connection may name the task that it follows in its address; one that does not exist
     * refuses it.
     */
    private APIGatewayV2WebSocketResponse connect(
            String connection, APIGatewayV2WebSocketEvent event) {
        var query =
                event.getQueryStringParameters() == null
                        ? Map.<String, String>of()
                        : event.getQueryStringParameters();
        if (!query.containsKey("task_id")) {
            return answer(200);
        }
        try {
            if (!Request.isId(query.get("task_id"))) {
                throw Problem.notFound("This task");
            }
            following.begin(TENANT, connection, query.get("task_id"), number(query.get("after")));
            return answer(200);
        } catch (Problem problem) {
            return answer(problem.status());
        }
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

    private void reply(String connection, APIGatewayV2WebSocketEvent event) {
        Optional<Object> frame;
        try {
            frame =
                    following.act(
                            TENANT, connection, event.getBody() == null ? "" : event.getBody());
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
