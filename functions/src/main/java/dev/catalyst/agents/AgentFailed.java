package dev.catalyst.agents;

import dev.catalyst.lambda.Foreseen;
import dev.catalyst.tasks.Failure;

/**
 * An agent gave up, and the task's item says why: the state machine does not try the step again.
 */
public final class AgentFailed extends RuntimeException implements Foreseen {

    private static final long serialVersionUID = 1L;

    AgentFailed(Failure failure) {
        super(failure.code() + ": " + failure.message());
    }
}
