package dev.catalyst.local.triggers;

/** Starts executions of state machines for rules and schedules. */
@FunctionalInterface
public interface MachineStarter {

    /** Starting one execution twice with the same input must do no harm: events may come again. */
    void start(String stateMachine, String execution, String input);
}
