package dev.catalyst.stream;

import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Tracing;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

import java.net.URI;
import java.util.Map;

/** Sends frames to clients through the WebSocket API's management address. */
final class Connections {

    private final ApiGatewayManagementApiClient client;

    /**
     * @param endpoint the API's own address with its stage, `wss://...`
     */
    Connections(String endpoint) {
        this(
                ApiGatewayManagementApiClient.builder()
                        .endpointOverride(URI.create(endpoint.replaceFirst("^ws", "http")))
                        .overrideConfiguration(Tracing.calls())
                        .build());
    }

    Connections(ApiGatewayManagementApiClient client) {
        this.client = client;
    }

    /** What is sent, as it goes over the wire: written once, however many clients get it. */
    static SdkBytes frame(Object content) {
        return SdkBytes.fromUtf8String(Json.write(content));
    }

    /** Whether the client was still there. */
    boolean send(String connectionId, SdkBytes frame) {
        try {
            client.postToConnection(request -> request.connectionId(connectionId).data(frame));
            return true;
        } catch (GoneException gone) {
            return false;
        }
    }

    /**
     * Closes a socket whose token has ended, and says so first. API Gateway itself knows one close
     * code only; what understands the header closes with 4401.
     */
    void end(String connectionId) {
        var problem = Problem.unauthenticated().document("/ws", connectionId);
        if (send(connectionId, frame(Map.of("type", "error", "problem", problem)))) {
            try {
                client.deleteConnection(
                        request ->
                                request.connectionId(connectionId)
                                        .overrideConfiguration(
                                                call -> call.putHeader("X-Close-Code", "4401")));
            } catch (GoneException gone) {
                // as it should be
            }
        }
    }
}
