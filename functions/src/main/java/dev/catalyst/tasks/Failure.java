package dev.catalyst.tasks;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** Why a task failed: who failed, and what a person can do. */
public record Failure(Code code, Agent agent, String message) {

    public enum Code {
        BUDGET_EXCEEDED,
        TURN_LIMIT,
        STUCK,
        AGENT_TIMEOUT,
        TESTS_FAILING,
        REVIEW_BLOCKED,
        INVALID_MODEL_OUTPUT,
        MODEL_UNAVAILABLE,
        MODEL_REFUSED,
        SANDBOX_UNAVAILABLE,
        OFFLINE_PROMPT_UNSUPPORTED,
        REPOSITORY_UNAVAILABLE,
        DEPLOYMENT_FAILED,
        INTERNAL;

        @JsonValue
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
