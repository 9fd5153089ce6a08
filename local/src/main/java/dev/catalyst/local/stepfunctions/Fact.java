package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Something that happened in an execution: what the journal keeps, in order. JSON values are kept
 * as text; a field is null where there is nothing.
 *
 * <p>Wire format of the journal: a published name is never changed, new fields go to the end.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "fact")
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonSubTypes({
    @JsonSubTypes.Type(value = Fact.ExecutionStarted.class, name = "ExecutionStarted"),
    @JsonSubTypes.Type(value = Fact.ExecutionSucceeded.class, name = "ExecutionSucceeded"),
    @JsonSubTypes.Type(value = Fact.ExecutionFailed.class, name = "ExecutionFailed"),
    @JsonSubTypes.Type(value = Fact.ExecutionTimedOut.class, name = "ExecutionTimedOut"),
    @JsonSubTypes.Type(value = Fact.ExecutionAborted.class, name = "ExecutionAborted"),
    @JsonSubTypes.Type(value = Fact.ExecutionRedriven.class, name = "ExecutionRedriven"),
    @JsonSubTypes.Type(value = Fact.StateEntered.class, name = "StateEntered"),
    @JsonSubTypes.Type(value = Fact.StateExited.class, name = "StateExited"),
    @JsonSubTypes.Type(value = Fact.StateAborted.class, name = "StateAborted"),
    @JsonSubTypes.Type(value = Fact.EvaluationFailed.class, name = "EvaluationFailed"),
    @JsonSubTypes.Type(value = Fact.TaskScheduled.class, name = "TaskScheduled"),
    @JsonSubTypes.Type(value = Fact.TaskStarted.class, name = "TaskStarted"),
    @JsonSubTypes.Type(value = Fact.TaskSubmitted.class, name = "TaskSubmitted"),
    @JsonSubTypes.Type(value = Fact.TaskSucceeded.class, name = "TaskSucceeded"),
    @JsonSubTypes.Type(value = Fact.TaskFailed.class, name = "TaskFailed"),
    @JsonSubTypes.Type(value = Fact.TaskTimedOut.class, name = "TaskTimedOut"),
    @JsonSubTypes.Type(value = Fact.MapStarted.class, name = "MapStarted"),
    @JsonSubTypes.Type(value = Fact.IterationStarted.class, name = "IterationStarted"),
    @JsonSubTypes.Type(value = Fact.IterationSucceeded.class, name = "IterationSucceeded"),
    @JsonSubTypes.Type(value = Fact.IterationFailed.class, name = "IterationFailed"),
    @JsonSubTypes.Type(value = Fact.IterationAborted.class, name = "IterationAborted"),
    @JsonSubTypes.Type(value = Fact.ParallelStarted.class, name = "ParallelStarted"),
    @JsonSubTypes.Type(value = Fact.ChildrenSucceeded.class, name = "ChildrenSucceeded"),
    @JsonSubTypes.Type(value = Fact.ChildrenFailed.class, name = "ChildrenFailed"),
    @JsonSubTypes.Type(value = Fact.WaitPlanned.class, name = "WaitPlanned"),
    @JsonSubTypes.Type(value = Fact.RetryPlanned.class, name = "RetryPlanned"),
    @JsonSubTypes.Type(value = Fact.StateFailed.class, name = "StateFailed"),
    @JsonSubTypes.Type(value = Fact.FlowFailed.class, name = "FlowFailed"),
    @JsonSubTypes.Type(value = Fact.FlowAborted.class, name = "FlowAborted"),
    @JsonSubTypes.Type(value = Fact.ChildRestarted.class, name = "ChildRestarted"),
})
sealed interface Fact {

    /** Whether the service's history has no event for it. */
    @JsonIgnore
    default boolean isNote() {
        return false;
    }

    /** Kept for the journal only. */
    sealed interface Note extends Fact {
        @Override
        @JsonIgnore
        default boolean isNote() {
            return true;
        }
    }

    /** The execution's status changed to something else. */
    sealed interface StatusChanged extends Fact {
        @JsonIgnore
        Status status();
    }

    record ExecutionStarted(String machine, String name, String definition, String input)
            implements StatusChanged {
        @Override
        public Status status() {
            return Status.RUNNING;
        }
    }

    record ExecutionSucceeded(String output) implements StatusChanged {
        @Override
        public Status status() {
            return Status.SUCCEEDED;
        }
    }

    record ExecutionFailed(String error, String cause) implements StatusChanged {
        @Override
        public Status status() {
            return Status.FAILED;
        }
    }

    record ExecutionTimedOut(String error, String cause) implements StatusChanged {
        @Override
        public Status status() {
            return Status.TIMED_OUT;
        }
    }

    record ExecutionAborted(String error, String cause) implements StatusChanged {
        @Override
        public Status status() {
            return Status.ABORTED;
        }
    }

    record ExecutionRedriven(int redriveCount) implements StatusChanged {
        @Override
        public Status status() {
            return Status.RUNNING;
        }
    }

    record StateEntered(String kind, String name, String input) implements Fact {}

    /**
     * A state was left.
     *
     * @param assigned JSON text by variable
     * @param next the state to enter; null ends the flow
     */
    record StateExited(
            String kind, String name, String output, Map<String, String> assigned, String next)
            implements Fact {}

    record StateAborted(String kind) implements Fact {}

    record EvaluationFailed(String error, String cause, String location, String state)
            implements Fact {}

    /**
     * A task is to be called.
     *
     * @param token null if nobody has to send it back
     * @param timeoutSeconds 0 if there is none, as {@code heartbeatSeconds}
     */
    record TaskScheduled(
            String resource,
            String arguments,
            String token,
            int timeoutSeconds,
            int heartbeatSeconds)
            implements Fact {}

    record TaskStarted(String resource) implements Fact {}

    record TaskSubmitted(String resource, String output) implements Fact {}

    record TaskSucceeded(String resource, String output) implements Fact {}

    record TaskFailed(String resource, String error, String cause) implements Fact {}

    record TaskTimedOut(String resource, String error, String cause) implements Fact {}

    /**
     * A Map has its items.
     *
     * @param items a JSON array
     * @param concurrency 0 if not bounded by the definition
     * @param toleratedFailures how many iterations may fail
     */
    record MapStarted(int length, String items, int concurrency, int toleratedFailures)
            implements Fact {}

    record IterationStarted(int index, String name, String input) implements Fact {}

    record IterationSucceeded(int index, String name) implements Fact {}

    record IterationFailed(int index, String name) implements Fact {}

    record IterationAborted(int index, String name) implements Fact {}

    record ParallelStarted(String input) implements Fact {}

    record ChildrenSucceeded(String kind) implements Fact {}

    record ChildrenFailed(String kind) implements Fact {}

    record WaitPlanned(Instant until) implements Note {}

    /**
     * A failed state is to be tried again.
     *
     * @param retrier index in the state's Retry
     */
    record RetryPlanned(int retrier, Instant until) implements Note {}

    /** A state failed in a way of which the history tells only by what follows. */
    record StateFailed(String error, String cause) implements Note {}

    /** An iteration or a branch ended with an error that nothing in it caught. */
    record FlowFailed(String error, String cause) implements Note {}

    record FlowAborted() implements Note {}

    /** An iteration or a branch runs again after a redrive. */
    record ChildRestarted(int index) implements Note {}

    /** Facts as the journal stores them, one list per record. */
    record Batch(List<Event> events) {
        public Batch {
            events = List.copyOf(events);
        }
    }
}
