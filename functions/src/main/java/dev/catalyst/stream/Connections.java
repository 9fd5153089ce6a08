package dev.catalyst.stream;

import dev.catalyst.lambda.Json;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiClient;
import software.amazon.awssdk.services.apigatewaymanagementapi.model.GoneException;

import java.net.URI;

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
}
