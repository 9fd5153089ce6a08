package dev.catalyst.stream;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2WebSocketResponse;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.ScheduledEvent;

import dev.catalyst.store.Table;

import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;

import java.time.InstantSource;

/** The handlers of this package with given clients, for tests outside of it. */
public record StreamHandlers(
        Table table, ApiGatewayManagementApiClient gateway, InstantSource clock) {

    public RequestHandler<APIGatewayV2WebSocketEvent, APIGatewayV2WebSocketResponse> sockets() {
        return new Sockets(table, new Connections(gateway), clock);
    }

    public RequestHandler<ScheduledEvent, ?> socketsEnded() {
        return new SocketsEnded(table, new Connections(gateway), clock);
    }

    public RequestHandler<DynamodbEvent, ?> publisher() {
        return new Publisher(table, new Connections(gateway), clock);
    }
}
