package dev.catalyst.store;

import java.util.Set;

/** A transaction was refused because some of its conditions did not hold; nothing was written. */
public final class Conflict extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Set<String> conditions;

    Conflict(Set<String> conditions) {
        super("refused by the conditions " + conditions);
        this.conditions = Set.copyOf(conditions);
    }

    /**
     * Whether the condition of this name, as given to {@link Transaction}, was among those that
     * failed.
     */
    public boolean on(String condition) {
        return conditions.contains(condition);
    }
}
