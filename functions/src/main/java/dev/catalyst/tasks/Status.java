package dev.catalyst.tasks;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a task stands. */
public enum Status {
    PENDING,
    RUNNING,
    AWAITING_APPROVAL,
    COMPLETED,
    FAILED,
    CANCELLED;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Status> of(String text) {
        return Arrays.stream(values()).filter(status -> status.toString().equals(text)).findFirst();
    }

    /** Whether nothing more happens in the task. */
    public boolean isTerminal() {
        return switch (this) {
            case COMPLETED, FAILED, CANCELLED -> true;
            case PENDING, RUNNING, AWAITING_APPROVAL -> false;
        };
    }
}
