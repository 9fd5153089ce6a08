package dev.catalyst.projects;

import com.fasterxml.jackson.annotation.JsonValue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What tasks belong to.
 *
 * @param requireApproval whether its tasks wait for a person before they are deployed, unless they
 *     say otherwise
 * @param budgetUsd the cap of each of its tasks, unless they say otherwise; null for the system's
 *     own
 */
public record Project(
        String id,
        String name,
        String description,
        String repoUrl,
        boolean requireApproval,
        BigDecimal budgetUsd,
        Status status,
        Instant createdAt,
        Instant updatedAt) {

    /** Whether a project takes new tasks. */
    public enum Status {
        ACTIVE,
        ARCHIVED;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Status> of(String text) {
            return Arrays.stream(values())
                    .filter(status -> status.toString().equals(text))
                    .findFirst();
        }
    }
}
