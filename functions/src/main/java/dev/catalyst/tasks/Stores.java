package dev.catalyst.tasks;

import dev.catalyst.events.Events;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Masking;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.InstantSource;
import java.util.function.UnaryOperator;

/** Puts the stores of a task together. */
public final class Stores {

    private Stores() {}

    /**
     * Called by a handler's constructor: the secrets that its environment holds are hidden wherever
     * the task is told of.
     */
    public static Tasks tasks(Table table, InstantSource clock) {
        return tasks(table, clock, Masking.of(Env.current().variables()));
    }

    public static Tasks tasks(Table table, InstantSource clock, UnaryOperator<String> mask) {
        return new Tasks(table, new Events(table, mask, Wiring.random()), clock, mask);
    }

    /** For those who only read. */
    public static Events events(Table table) {
        return new Events(table, UnaryOperator.identity(), Wiring.random());
    }
}
