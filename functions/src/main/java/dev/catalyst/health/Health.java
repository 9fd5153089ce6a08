package dev.catalyst.health;

import com.fasterxml.jackson.annotation.JsonValue;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** How the whole is, and each part of it; times in milliseconds. */
record Health(Status status, Instant timestamp, double latencyMs, Map<String, Part> checks) {

    /** From well to ill. */
    enum Status {
        HEALTHY,
        DEGRADED,
        UNHEALTHY;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How one part is, and what was found in words for people. */
    record Part(Status status, double latencyMs, String detail) {}

    Health {
        checks = Map.copyOf(checks);
    }
}
