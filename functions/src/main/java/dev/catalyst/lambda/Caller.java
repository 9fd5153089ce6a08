package dev.catalyst.lambda;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who asks: a user of a tenant, and what the user may do.
 *
 * @param ends when the caller's token ends; null if there is none that could
 */
public record Caller(String tenant, String user, Set<Scope> scopes, Instant ends) {

    /** Everybody, where nobody has to say who they are: on a developer's machine. */
    public static final Caller DEVELOPER =
            new Caller("default", "developer", Set.of(Scope.values()), null);

    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,127}");

    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** The caller that an authorizer told of; none if it found nobody. */
    public static Optional<Caller> of(Map<String, Object> context) {
        return context != null
                        && context.get("tenant") instanceof String tenant
                        && context.get("user") instanceof String user
                        && context.get("scope") instanceof String scope
                ? Optional.of(new Caller(tenant, user, Scope.of(scope), ends(context)))
                : Optional.empty();
    }

    /** Whether it may name a tenant, whose name is part of keys in the table and in the bucket. */
    public static boolean isTenant(String name) {
        return TENANT.matcher(name).matches();
    }

    private static Instant ends(Map<String, Object> context) {
        return context.get("ends") instanceof String text ? Instant.parse(text) : null;
    }

    /** What an authorizer tells of this caller: texts alone, for API Gateway makes them such. */
    public Map<String, Object> context() {
        var context = new HashMap<String, Object>();
        context.put("tenant", tenant);
        context.put("user", user);
        context.put("scope", Scope.words(scopes));
        if (ends != null) {
            context.put("ends", ends.toString());
        }
        return context;
    }

    /** Throws a 403 unless the caller has the scope. */
    public void require(Scope scope) {
        if (!scopes.contains(scope)) {
            throw Problem.lacks(scope);
        }
    }

    public boolean hasEnded(Instant now) {
        return ends != null && !now.isBefore(ends);
    }
}
