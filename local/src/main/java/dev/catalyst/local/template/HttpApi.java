package dev.catalyst.local.template;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An HTTP API, served on its {@code $default} stage. */
public record HttpApi(String id, List<Route> routes, Optional<Cors> cors) {

    public HttpApi {
        routes = List.copyOf(routes);
    }

    /**
     * {@code method} is upper case or {@code ANY}; {@code path} begins with a slash and may hold
     * {@code {name}} and a last {@code {name+}}, or is {@code $default} for all that no other
     * takes.
     */
    public record Route(String method, String path, String function, Duration timeout) {}

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
