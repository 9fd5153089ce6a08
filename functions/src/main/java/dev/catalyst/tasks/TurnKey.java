package dev.catalyst.tasks;

import java.util.Locale;

/**
 * Names one model turn of a task: the same for every try of it. The component is null where an
 * agent has none.
 */
public record TurnKey(Agent agent, String component, int turn) {

    /** Sort key of the turn's row in the ledger. */
    public String ledger() {
        return "LEDGER#" + this;
    }

    /** Sort key of the turn's part of the transcript. */
    public String transcript() {
        return "TURN#" + this;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%s#%s#%04d", agent, component == null ? "-" : component, turn);
    }
}
