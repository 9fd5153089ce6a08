package dev.catalyst.agents;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What the state machine gives an agent's step.
 *
 * @param turn the turn to take, counted from 1 by agent and component
 * @param component the coder's component, or `repair-n`; null for other agents
 * @param round how many repair rounds there were
 * @param workspace keys of the manifests to merge
 * @param observation key of a sandbox run's verdict, if the last turn asked for one
 */
public record AgentInput(
        String taskId,
        String tenant,
        String requestId,
        int turn,
        @Nullable String component,
        int round,
        List<String> workspace,
        @Nullable String observation) {

    public AgentInput {
        workspace = List.copyOf(workspace);
    }
}
