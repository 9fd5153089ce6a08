package dev.catalyst.local.template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A WebSocket API: route keys ({@code $connect}, {@code $disconnect}, {@code $default} or a value
 * of the selection expression) to function names, and who is asked before {@code $connect}.
 */
public record WebSocketApi(
        String id,
        String stage,
        String routeSelectionExpression,
        Map<String, String> routes,
        Optional<Authorizer> authorizer) {

    public WebSocketApi {
        routes = Map.copyOf(routes);
    }

    /**
     * A function that says by a policy whether a client may connect; one that lacks an identity
     * source, such as {@code route.request.querystring.ticket}, may not.
     */
    public record Authorizer(String function, List<String> identitySources) {

        public Authorizer {
            identitySources = List.copyOf(identitySources);
        }
    }
}
