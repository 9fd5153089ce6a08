package dev.catalyst.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Json;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;
import dev.catalyst.tasks.Spend.Lost;
import dev.catalyst.tasks.Tasks.Change;
import dev.catalyst.tasks.Turns.Reservation.Exceeded;
import dev.catalyst.tasks.Turns.Reservation.Granted;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What agents write: turns with their budget, transcript and ledger. Every method throws {@link
 * Closed} once the task has ended.
 */
public final class Turns {

    private static final String TURN = "turn";

    private final Table table;
    private final Tasks tasks;

    public Turns(Table table, Tasks tasks) {
        this.table = table;
        this.tasks = tasks;
    }

    /** Whether a turn may call its model. */
    public sealed interface Reservation {

        /** Calls of earlier tries of this turn, whose answers were lost. */
        Lost lost();

        /** It may. */
        record Granted(Lost lost) implements Reservation {}

        /** It may not: less is left, in nano-USD, than it could cost. */
        record Exceeded(long leftNano, Lost lost) implements Reservation {}
    }

    /** The task, if its agents may still write. */
    public Task open(TaskKey key) {
        return requireOpen(tasks.get(key));
    }

    /** The output of a turn that was committed before; then nothing of it is done again. */
    public Optional<ObjectNode> recorded(TaskKey key, TurnKey turn) {
        return transcript(key, turn).map(item -> (ObjectNode) item.path("output"));
    }

    /**
     * The stored part of the transcript that this turn added, with the field `output` beside it.
     */
    public Optional<ObjectNode> transcript(TaskKey key, TurnKey turn) {
        return table.get(key.meta().at(turn.transcript()));
    }

    /** The stored parts of several turns, in their order. */
    public List<ObjectNode> transcripts(TaskKey key, List<TurnKey> turns) {
        return table.get(turns.stream().map(turn -> key.meta().at(turn.transcript())).toList());
    }

    /**
     * Promises what a turn's next call may cost at most, so that agents at work together cannot
     * pass the task's cap. What was promised to the same turn before stays promised: its answer is
     * lost, but may be billed.
     */
    public Reservation reserve(TaskKey key, TurnKey turn, long nano) {
        var name = turn.toString();
        var answer = new AtomicReference<Reservation>();
        tasks.change(
                key,
                task -> {
                    var spend = requireOpen(task).spend();
                    if (spend.leftNano() < nano) {
                        answer.set(new Exceeded(spend.leftNano(), spend.lost(name)));
                        return Optional.empty();
                    }
                    answer.set(new Granted(spend.lost(name)));
                    return Optional.of(Change.of(task.with(spend.reserve(name, nano))));
                });
        return answer.get();
    }

    /**
     * Writes all that a turn leaves behind, once: if it was written before, the earlier output is
     * given.
     */
    public ObjectNode commit(TaskKey key, TurnCommit commit) {
        try {
            tasks.change(key, task -> Optional.of(change(requireOpen(task), commit, tasks.now())));
            if (commit.row() != null) {
                Counts.tell(commit.row());
            }
            return commit.output();
        } catch (Conflict conflict) {
            if (!conflict.on(TURN)) {
                throw conflict;
            }
            return recorded(key, commit.key()).orElseThrow(() -> conflict);
        }
    }

    private static Change change(Task task, TurnCommit commit, Instant now) {
        var row = commit.row();
        var paid =
                row == null
                        ? task.with(task.spend())
                        : task.with(
                                task.spend()
                                        .settle(commit.key().toString(), nano(row), row.tokens()));
        var changed = commit.change().apply(paid);
        return new Change(
                        changed,
                        commit.events().apply(changed),
                        transaction -> add(transaction, task.key(), commit))
                .also(
                        transaction -> {
                            long spent = paid.spend().costNano() - task.spend().costNano();
                            if (spent > 0) {
                                DailyBudget.spend(transaction, task.key().tenant(), spent, now);
                            }
                        })
                .also(commit.also());
    }

    private static Long nano(LedgerRow row) {
        return row.cost() == null ? null : Spend.nano(row.cost());
    }

    private static void add(Transaction transaction, TaskKey key, TurnCommit commit) {
        var meta = key.meta();
        var transcript =
                commit.transcript() == null
                        ? Json.MAPPER.createObjectNode()
                        : commit.transcript().deepCopy();
        transcript.put("kind", "turn").set("output", commit.output());
        transaction.create(meta.at(commit.key().transcript()), transcript, TURN);
        if (commit.row() != null) {
            ObjectNode row = Json.MAPPER.valueToTree(commit.row());
            transaction.create(meta.at(commit.key().ledger()), row.put("kind", "ledger"), TURN);
            Counts.turn(transaction, key, commit.row());
        }
    }

    /**
     * Records why the task fails, before the step fails: the end of the execution then tells of it.
     *
     * @param change what else changes in the task
     * @param told what people are told before the failure
     * @return the failure as it may be told
     */
    public Failure fail(
            TaskKey key,
            Failure given,
            UnaryOperator<Task> change,
            Function<Task, List<EventDraft>> told) {
        var failure = new Failure(given.code(), given.agent(), tasks.masked(given.message()));
        tasks.change(
                key,
                task -> {
                    var changed = change.apply(requireOpen(task));
                    var events = new ArrayList<>(told.apply(changed));
                    events.add(
                            EventDraft.error(
                                    "agent.failed",
                                    failure.agent().toString(),
                                    failure.message(),
                                    Map.of("agent", failure.agent(), "code", failure.code())));
                    return Optional.of(
                            new Change(
                                    changed.with(failure).with(failure.agent(), Agent.State.FAILED),
                                    events,
                                    transaction -> {}));
                });
        return failure;
    }

    public Failure fail(TaskKey key, Failure failure) {
        return fail(key, failure, UnaryOperator.identity(), task -> List.of());
    }

    /** Notes that an agent works now and which files it found; said once until it ends. */
    public Task start(TaskKey key, Agent agent, List<String> workspace, EventDraft event) {
        return tasks.change(
                key,
                task ->
                        requireOpen(task).state(agent) == Agent.State.RUNNING
                                ? Optional.empty()
                                : Optional.of(
                                        Change.of(
                                                task.with(agent, Agent.State.RUNNING)
                                                        .with(
                                                                task.work()
                                                                        .startedFrom(
                                                                                agent, workspace)),
                                                event)));
    }

    /** Adds events that belong to no turn. */
    public void tell(TaskKey key, List<EventDraft> events) {
        tasks.change(
                key, task -> Optional.of(new Change(requireOpen(task), events, transaction -> {})));
    }

    private static Task requireOpen(Task task) {
        if (!task.isOpen()) {
            throw new Closed(task);
        }
        return task;
    }
}
