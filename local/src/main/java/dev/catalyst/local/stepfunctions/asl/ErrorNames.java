package dev.catalyst.local.stepfunctions.asl;

import java.util.Set;

/** The names of an ErrorEquals, and which errors they stand for. */
public record ErrorNames(Set<String> names) {

    public static final String ALL = "States.ALL";
    public static final String TASK_FAILED = "States.TaskFailed";
    public static final String TIMEOUT = "States.Timeout";
    public static final String HEARTBEAT_TIMEOUT = "States.HeartbeatTimeout";
    public static final String RUNTIME = "States.Runtime";
    public static final String DATA_LIMIT_EXCEEDED = "States.DataLimitExceeded";
    public static final String QUERY_EVALUATION_ERROR = "States.QueryEvaluationError";
    public static final String NO_CHOICE_MATCHED = "States.NoChoiceMatched";
    public static final String EXCEED_TOLERATED_FAILURE_THRESHOLD =
            "States.ExceedToleratedFailureThreshold";

    public ErrorNames {
        names = Set.copyOf(names);
    }

    /**
     * Whether one of the names stands for the error. States.Runtime is never recovered from, and
     * States.DataLimitExceeded only by its own name; States.TaskFailed is any error but a time-out.
     *
     * @param failed null for a Fail state that names none
     */
    public boolean match(String failed) {
        String error = failed == null ? "" : failed;
        if (error.equals(RUNTIME)) {
            return false;
        }
        if (names.contains(error)) {
            return true;
        }
        if (error.equals(HEARTBEAT_TIMEOUT) && names.contains(TIMEOUT)) {
            return true;
        }
        if (error.equals(DATA_LIMIT_EXCEEDED)) {
            return false;
        }
        boolean timeout = error.equals(TIMEOUT) || error.equals(HEARTBEAT_TIMEOUT);
        return names.contains(ALL) || (names.contains(TASK_FAILED) && !timeout);
    }
}
