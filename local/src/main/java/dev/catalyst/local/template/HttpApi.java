package dev.catalyst.local.template;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An HTTP API, served on its {@code $default} stage. */
public record HttpApi(
        String id, List<Route> routes, Optional<Cors> cors, Map<String, Authorizer> authorizers) {

    public HttpApi {
        routes = List.copyOf(routes);
        authorizers = Map.copyOf(authorizers);
    }

    /**
     * {@code method} is upper case or {@code ANY}; {@code path} begins with a slash and may hold
     * {@code {name}} and a last {@code {name+}}, or is {@code $default} for all that no other
     * takes; {@code authorizer} is the name of the one that is asked first.
     */
    public record Route(
            String method,
            String path,
            String function,
            Duration timeout,
            Optional<String> authorizer) {}

    /**
     * A function that says whether a request may pass, in the simple format. Its answer counts for
     * {@code ttl} for all requests with the same values of the identity sources, such as {@code
     * $request.header.Authorization}; a request without one of these is refused at once.
     */
    public record Authorizer(String function, List<String> identitySources, Duration ttl) {

        public Authorizer {
            identitySources = List.copyOf(identitySources);
        }
    }

    public record Cors(
            List<String> allowOrigins,
            List<String> allowMethods,
            List<String> allowHeaders,
            List<String> exposeHeaders,
            boolean allowCredentials,
            Duration maxAge) {

        public Cors {
            allowOrigins = List.copyOf(allowOrigins);
            allowMethods = List.copyOf(allowMethods);
            allowHeaders = List.copyOf(allowHeaders);
            exposeHeaders = List.copyOf(exposeHeaders);
        }
    }
}
