package dev.catalyst.lambda;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who asks: a user of a tenant, and what the user may do. */
public record Caller(String tenant, String user, Set<Scope> scopes) {

    /** Everybody, where nobody has to say who they are: on a developer's machine. */
    public static final Caller DEVELOPER =
            new Caller("default", "developer", Set.of(Scope.values()));

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** The caller that an authorizer told of; none if it found nobody. */
    public static Optional<Caller> of(Map<String, Object> context) {
        return context != null
                        && context.get("tenant") instanceof String tenant
                        && context.get("user") instanceof String user
                        && context.get("scope") instanceof String scope
                ? Optional.of(new Caller(tenant, user, Scope.of(scope)))
                : Optional.empty();
    }

    /** What an authorizer tells of this caller. */
    public Map<String, Object> context() {
        return Map.of("tenant", tenant, "user", user, "scope", Scope.words(scopes));
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }
}
