package dev.catalyst.tasks;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The agents of a task, in the order of their work. */
public enum Agent {
    PLANNER,
    ARCHITECT,
    CODER,
    TESTER,
    REVIEWER,
    DEPLOYER;

    @JsonValue
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Agent> of(String text) {
        return Arrays.stream(values()).filter(agent -> agent.toString().equals(text)).findFirst();
    }

    @JsonCreator
    static Agent known(String text) {
        return of(text).orElseThrow(
                        () -> new IllegalArgumentException("no agent is called " + text));
    }

    public enum State {
        PENDING,
        RUNNING,
        COMPLETED,
        FAILED,
        SKIPPED;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
