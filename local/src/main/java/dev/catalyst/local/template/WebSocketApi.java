package dev.catalyst.local.template;

import java.util.Map;

/**
 * A WebSocket API: route keys ({@code $connect}, {@code $disconnect}, {@code $default} or a value
 * of the selection expression) to function names.
 */
public record WebSocketApi(
        String id, String stage, String routeSelectionExpression, Map<String, String> routes) {

    public WebSocketApi {
        routes = Map.copyOf(routes);
    }
}
