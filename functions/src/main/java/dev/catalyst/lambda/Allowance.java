package dev.catalyst.lambda;

import java.util.Map;
import java.util.Optional;

/**
 * What a tenant's rate limit says of a request.
 *
 * @param remaining how many further requests may come at once
 * @param retryAfter seconds to wait; 0 if the request may be served
 */
public record Allowance(long remaining, long retryAfter) {

    /** What an authorizer told; none if no limit counts. */
    static Optional<Allowance> of(Map<String, Object> context) {
        return context != null
                        && context.get("remaining") instanceof String remaining
                        && context.get("retry_after") instanceof String retryAfter
                ? Optional.of(new Allowance(Long.parseLong(remaining), Long.parseLong(retryAfter)))
                : Optional.empty();
    }

    /** What an authorizer tells of it. */
    public Map<String, Object> context() {
        return Map.of(
                "remaining", Long.toString(remaining), "retry_after", Long.toString(retryAfter));
    }

    /** Throws a 429 if an authorizer told that the request comes too soon. */
    public static void require(Map<String, Object> context) {
        of(context).ifPresent(Allowance::require);
    }

    void require() {
        if (retryAfter > 0) {
            throw Problem.tooMany(
                    "rate_limited",
                    "Your tenant asks for more than it may at once: wait " + retryAfter + " s.",
                    retryAfter);
        }
    }
}
