package dev.catalyst.tasks;

import dev.catalyst.events.Events;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.InstantSource;

/** Puts the stores of a task together. */
public final class Stores {

    private Stores() {}

    public static Tasks tasks(Table table, InstantSource clock) {
        return new Tasks(table, events(table), clock);
    }

    public static Events events(Table table) {
        return new Events(table, text -> text, Wiring.random());
    }
}
