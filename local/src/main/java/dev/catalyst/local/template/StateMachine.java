package dev.catalyst.local.template;

/** A Standard state machine with its definition (JSON), substitutions made. */
public record StateMachine(String name, String definition) {

    public String arn() {
        return Arns.stateMachine(name);
    }
}
