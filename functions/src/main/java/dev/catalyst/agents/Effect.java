package dev.catalyst.agents;

import dev.catalyst.events.EventDraft;
import dev.catalyst.store.Transaction;
import dev.catalyst.tasks.Task;
import dev.catalyst.tasks.Work;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a decision leaves behind, in the turn's own transaction.
 *
 * @param change of the task; computed again if another writer came first
 * @param events what people are told, given the task after the change
 * @param also other writes
 */
public record Effect(
        UnaryOperator<Task> change,
        Function<Task, List<EventDraft>> events,
        Consumer<Transaction> also) {

    public static final Effect NONE =
            new Effect(UnaryOperator.identity(), task -> List.of(), transaction -> {});

    public static Effect of(EventDraft... events) {
        return NONE.tell(events);
    }

    /** The same, with a change of what the agents have made. */
    public Effect work(UnaryOperator<Work> made) {
        return task(task -> task.with(made.apply(task.work())));
    }

    public Effect task(UnaryOperator<Task> more) {
        return new Effect(task -> more.apply(change.apply(task)), events, also);
    }

    public Effect write(Consumer<Transaction> more) {
        return new Effect(change, events, also.andThen(more));
    }

    public Effect tell(EventDraft... more) {
        return tell(task -> List.of(more));
    }

    public Effect tell(Function<Task, List<EventDraft>> more) {
        return new Effect(
                change,
                task -> {
                    var all = new ArrayList<>(events.apply(task));
                    all.addAll(more.apply(task));
                    return all;
                },
                also);
    }

    /** This, then the other. */
    Effect then(Effect later) {
        return task(later.change).tell(later.events).write(later.also);
    }
}
