package dev.catalyst.agents.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.TaskKey;

import java.util.function.Supplier;

/**
 * What was begun outside. It is registered first: a time-out hides whether a call happened, and a
 * retry that finds the same beginning comes to the same end.
 */
record Effects(Table table) {

    private static final String STEP = "EFFECT#deployer#";

    /** The effect as it was registered, now or in an earlier try. */
    ObjectNode begin(TaskKey task, String name, Supplier<ObjectNode> first) {
        Key key = task.item(STEP + name);
        return table.get(key)
                .orElseGet(
                        () -> {
                            ObjectNode item = first.get().put("kind", "effect");
                            try {
                                table.transaction().create(key, item, name).commit();
                                return item;
                            } catch (Conflict overtaken) {
                                return table.get(key).orElseThrow(() -> overtaken);
                            }
                        });
    }
}
