package dev.catalyst.local.stepfunctions.asl;

import java.util.Map;

/**
 * States that follow one another: a whole machine, a Map's processor or one branch of a Parallel.
 *
 * @param timeoutSeconds of a whole machine; 0 if it has none
 */
public record Flow(String startAt, Map<String, State> states, int timeoutSeconds) {

    public Flow {
        states = Map.copyOf(states);
    }

    public State state(String name) {
        return states.get(name);
    }
}
