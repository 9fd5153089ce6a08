package dev.catalyst.local.stepfunctions;

/** What the service says of an execution. */
public enum Status {
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    ABORTED
}
