package dev.catalyst.tasks;

import dev.catalyst.events.EventDraft;
import dev.catalyst.store.Key;
import dev.catalyst.tasks.Closing.End;
import dev.catalyst.tasks.ProtocolState.Execution;
import dev.catalyst.tasks.ProtocolState.News;
import dev.catalyst.tasks.ProtocolState.Row;
import dev.catalyst.tasks.ProtocolState.Todo;
import dev.catalyst.tasks.Queue.Action;
import dev.catalyst.tasks.Queue.Owed;
import dev.catalyst.tasks.Slots.Slot;
import dev.catalyst.tasks.Tasks.Change;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * What can happen next: a step of a worker is one call of a service, and between any two of them
 * anything else may happen, the workers' deaths too. What a change does to a task is asked of the
 * rules that the handlers ask.
 *
 * <p>A change of a task is one step, though it is a read and a write: the write is refused if the
 * task was written since, so nothing that came between can have mattered.
 *
 * @param acts what people may do, each once
 * @param fails whether the first run of an execution may fail
 */
record Protocol(Defect defect, Set<Act> acts, boolean fails) {

    static final int MOST_AT_ONCE = 1;

    private static final String TENANT = "default";

    enum Act {
        CANCEL,
        REDRIVE,
        APPROVE
    }

    /** Deliberate defects that the invariants must find. */
    enum Defect {
        NONE,
        SLOT_TAKEN_UNASKED,
        SLOT_GIVEN_BACK_BEFORE_THE_END,
        TOLD_BEFORE_WRITTEN,
        ANY_END_CLOSES,
        CLOSED_TWICE,
        OFF_THE_QUEUE_BEFORE_STARTED,
        EXECUTION_WITHOUT_A_NAME,
        TURN_STORED_UNASKED,
        NEVER_SWEPT,
        NEWEST_FIRST,
        LAUNCHED_FOR_ANOTHER_CLAIM
    }

    static ProtocolState start(int crashes, boolean approval, String... ids) {
        var state = ProtocolState.empty(crashes);
        for (var id : ids) {
            var now = Instant.ofEpochMilli(state.time());
            var origin =
                    new Task.Origin(
                            TENANT, id, "p", "x", "live", approval, "r", Agent.PLANNER, null, now);
            var task = Task.created(origin, Spend.of(1), Work.NONE);
            var first = new Row(task, List.of(), 0);
            state =
                    state.with(
                            written(
                                    first,
                                    new Change(task, Actions.created(task), transaction -> {})));
            state = state.owed(owed(id, Action.START, state.time())).later();
        }
        return state;
    }

    List<ProtocolState> after(ProtocolState now) {
        var next = new ArrayList<ProtocolState>();
        for (int i = 0; i < now.workers().size(); i++) {
            var todo = now.workers().get(i);
            int worker = i;
            if (todo.isEmpty()) {
                work(now).forEach(task -> next.add(now.worker(worker, List.of(task))));
            } else {
                next.add(step(now.worker(i, todo.subList(1, todo.size())), i, todo.getFirst()));
                if (now.crashes() > 0) {
                    next.add(now.crashed(i));
                }
            }
        }
        if (now.crashes() > 0) {
            now.news().forEach(lost -> next.add(now.lost(lost)));
        }
        now.executions().forEach((id, execution) -> next.addAll(runs(now, id, execution)));
        now.rows().keySet().forEach(id -> next.addAll(people(now, id)));
        return next;
    }

    /** What a worker may be called for: messages and news may come at any time, and again. */
    private List<Todo> work(ProtocolState now) {
        var work = new ArrayList<Todo>();
        if (!now.queue().isEmpty() || now.slots().values().stream().anyMatch(s -> !s.launched())) {
            work.add(new Todo.Dispatch());
        }
        now.news().forEach(news -> work.add(new Todo.Hear(news)));
        if (defect != Defect.NEVER_SWEPT) {
            now.slots().values().stream()
                    .filter(Slot::launched)
                    .filter(slot -> now.execution(slot.taskId()).hasEnded())
                    .forEach(slot -> work.add(new Todo.Sweep(slot)));
        }
        return work;
    }

    private ProtocolState step(ProtocolState now, int worker, Todo todo) {
        return switch (todo) {
            case Todo.Dispatch dispatch -> {
                var more = new ArrayList<Todo>();
                now.slots().values().stream()
                        .filter(slot -> !slot.launched())
                        .forEach(slot -> more.add(new Todo.Launch(slot)));
                more.add(new Todo.Look(Set.of()));
                yield now.first(worker, more);
            }
            case Todo.Launch(Slot slot) -> {
                var task = now.row(slot.taskId()).task();
                yield now.first(
                        worker,
                        task.isOpen()
                                ? List.of(
                                        new Todo.Call(slot, task.redrives()),
                                        new Todo.Launched(slot))
                                : List.of(new Todo.Launched(slot)));
            }
            case Todo.Call(Slot slot, int redrives) -> call(now, slot, redrives);
            case Todo.Launched(Slot slot) ->
                    now.launched(
                            slot,
                            defect == Defect.LAUNCHED_FOR_ANOTHER_CLAIM
                                    ? (held, mine) -> held.taskId().equals(mine.taskId())
                                    : Slot::isSameClaim);
            case Todo.Look(Set<String> seen) -> {
                var fresh =
                        now.queue().values().stream().filter(o -> !seen.contains(o.sk())).toList();
                var ordered = defect == Defect.NEWEST_FIRST ? fresh.reversed() : fresh;
                var all = new LinkedHashSet<>(seen);
                var more = new ArrayList<Todo>();
                for (var owed : ordered) {
                    all.add(owed.sk());
                    more.add(owed.action().needsSlot() ? new Todo.Free(owed) : new Todo.Stop(owed));
                }
                yield fresh.isEmpty()
                        ? now
                        : now.first(worker, more).last(worker, new Todo.Look(Set.copyOf(all)));
            }
            case Todo.Free(Owed owed) -> {
                var free = Slots.free(List.copyOf(now.slots().values()), MOST_AT_ONCE);
                var number =
                        defect == Defect.SLOT_TAKEN_UNASKED ? free.or(() -> Optional.of(7)) : free;
                yield number.isEmpty()
                        ? now.worker(worker, List.of())
                        : now.first(worker, List.of(new Todo.Claim(owed, number.get())));
            }
            case Todo.Claim(Owed owed, int number) -> claim(now, worker, owed, number);
            case Todo.Start(Owed owed, int number) -> start(now, worker, owed, number);
            case Todo.Stop(Owed owed) -> {
                var execution = now.execution(owed.taskId());
                var stopped =
                        execution.isGoingOn() ? end(now, owed.taskId(), execution, "ABORTED") : now;
                yield stopped.first(worker, List.of(new Todo.Stopped(owed)));
            }
            case Todo.Stopped(Owed owed) -> {
                var execution = now.execution(owed.taskId());
                var status = execution.isThere() ? execution.status() : "ABORTED";
                yield now.first(
                        worker,
                        execution.isGoingOn()
                                ? List.of(new Todo.Settle(owed))
                                : List.of(
                                        new Todo.CloseStopped(owed, status),
                                        new Todo.Settle(owed)));
            }
            case Todo.CloseStopped(Owed owed, String status) ->
                    close(now, worker, owed.taskId(), status, (task, slot) -> task.cancelling());
            case Todo.Settle(Owed owed) -> now.settled(owed);
            case Todo.Hear(News news) ->
                    close(
                                    now,
                                    worker,
                                    news.task(),
                                    news.status(),
                                    (task, slot) ->
                                            !TaskClosed.isOfAnEarlierRun(
                                                    task, slot, news.stopped(), news.redrives()))
                            .last(worker, new Todo.Heard(news));
            case Todo.Heard(News news) -> now.heard(news);
            case Todo.Sweep(Slot slot) -> {
                var execution = now.execution(slot.taskId());
                yield execution.hasEnded()
                        ? now.first(worker, List.of(new Todo.CloseClaim(slot, execution.status())))
                        : now;
            }
            case Todo.CloseClaim(Slot claim, String status) ->
                    close(
                            now,
                            worker,
                            claim.taskId(),
                            status,
                            (task, slot) -> slot.filter(claim::isSameClaim).isPresent());
            case Todo.Close(String id, String status) -> closed(now, id, status);
        };
    }

    private ProtocolState claim(ProtocolState now, int worker, Owed owed, int number) {
        if (!now.queue().containsKey(owed.sk()) || now.slots().containsKey(number)) {
            return now;
        }
        return defect == Defect.OFF_THE_QUEUE_BEFORE_STARTED
                ? now.settled(owed).first(worker, List.of(new Todo.Start(owed, number)))
                : start(now.settled(owed), worker, owed, number);
    }

    private ProtocolState start(ProtocolState now, int worker, Owed owed, int number) {
        var at = Instant.ofEpochMilli(now.time());
        var row = now.row(owed.taskId());
        var slot = new Slot(TENANT, number, owed.taskId(), owed.action(), false, at);
        return Dispatcher.started(row.task(), owed.action(), at)
                .map(
                        change ->
                                now.with(written(row, change))
                                        .taken(slot)
                                        .later()
                                        .first(worker, List.of(new Todo.Launch(slot))))
                .orElse(now);
    }

    /** What Step Functions does: a name, a redrive's token and a task's token count once. */
    private ProtocolState call(ProtocolState now, Slot slot, int redrives) {
        var id = slot.taskId();
        var execution = now.execution(id);
        return switch (slot.action()) {
            case START ->
                    execution.isThere() && defect != Defect.EXECUTION_WITHOUT_A_NAME
                            ? now
                            : now.with(
                                    id, new Execution("RUNNING", execution.runs() + 1, 0, false));
            case REDRIVE ->
                    execution.hasEnded()
                                    && execution.runs() == redrives
                                    && !execution.status().equals("SUCCEEDED")
                            ? now.with(id, execution.again())
                            : now;
            case RESUME ->
                    execution.status().equals("WAITING") ? now.with(id, execution.goesOn()) : now;
            case STOP -> throw new IllegalStateException("a stop takes no slot");
        };
    }

    /** What the execution's own steps do, each of which may be tried again. */
    private List<ProtocolState> runs(ProtocolState now, String id, Execution execution) {
        if (!execution.status().equals("RUNNING")) {
            return List.of();
        }
        var row = now.row(id);
        var task = row.task();
        return switch (execution.stage()) {
            case 0 -> {
                if (!task.isOpen()) {
                    yield List.of(end(now, id, execution, "FAILED"));
                }
                boolean again = row.turns() == 0 || defect == Defect.TURN_STORED_UNASKED;
                var stored = now.with(new Row(task, row.told(), row.turns() + 1));
                yield Stream.of(
                                again && row.turns() < 2 ? stored : now,
                                row.turns() > 0 ? now.with(id, execution.goesOn()) : now)
                        .filter(next -> next != now)
                        .toList();
            }
            case 1 -> {
                if (!task.origin().requireApproval()) {
                    yield List.of(now.with(id, execution.goesOn()));
                }
                var waits = now.with(id, execution.with("WAITING"));
                yield List.of(
                        ApprovalRequested.asked(task, "token")
                                .map(change -> waits.with(written(row, change)).given(id))
                                .orElse(waits));
            }
            default ->
                    fails && execution.runs() == 1
                            ? List.of(
                                    end(now, id, execution, "SUCCEEDED"),
                                    end(now, id, execution, "FAILED"))
                            : List.of(end(now, id, execution, "SUCCEEDED"));
        };
    }

    private static ProtocolState end(
            ProtocolState now, String id, Execution execution, String status) {
        var news = new News(id, status, Instant.ofEpochMilli(now.time()), execution.runs() - 1);
        return now.with(id, execution.with(status)).told(news).later();
    }

    private List<ProtocolState> people(ProtocolState now, String id) {
        var row = now.row(id);
        var task = row.task();
        var at = Instant.ofEpochMilli(now.time());
        var next = new ArrayList<ProtocolState>();
        if (may(now, Act.CANCEL) && !task.status().isTerminal() && !task.cancelling()) {
            next.add(
                    now.acted(Act.CANCEL)
                            .with(written(row, Actions.cancel(task, "", at)))
                            .owed(owed(id, Action.STOP, now.time())));
        }
        boolean waits = task.status() == Status.AWAITING_APPROVAL && !task.cancelling();
        if (may(now, Act.APPROVE) && waits && task.approval().answer() == null) {
            next.add(
                    now.acted(Act.APPROVE)
                            .with(written(row, Actions.approve(task, "", at)))
                            .owed(owed(id, Action.RESUME, now.time())));
        }
        if (may(now, Act.REDRIVE) && task.status() == Status.FAILED) {
            next.add(
                    now.acted(Act.REDRIVE)
                            .with(written(row, Actions.redrive(task, Optional.empty(), at)))
                            .owed(owed(id, Action.REDRIVE, now.time()))
                            .later());
        }
        return next;
    }

    private boolean may(ProtocolState now, Act act) {
        return acts.contains(act) && !now.acted().contains(act);
    }

    private ProtocolState close(
            ProtocolState now,
            int worker,
            String id,
            String status,
            BiPredicate<Task, Optional<Slot>> applies) {
        var task = now.row(id).task();
        boolean all = defect == Defect.ANY_END_CLOSES;
        if ((task.status().isTerminal() && defect != Defect.CLOSED_TWICE)
                || !(all || applies.test(task, now.slotOf(id)))) {
            return now;
        }
        var close = List.<Todo>of(new Todo.Close(id, status));
        return switch (defect) {
            case SLOT_GIVEN_BACK_BEFORE_THE_END -> now.given(id).first(worker, close);
            case TOLD_BEFORE_WRITTEN ->
                    now.with(now.row(id).telling("task.end")).first(worker, close);
            case ANY_END_CLOSES, CLOSED_TWICE -> closed(now, id, status);
            case NONE,
                    SLOT_TAKEN_UNASKED,
                    OFF_THE_QUEUE_BEFORE_STARTED,
                    EXECUTION_WITHOUT_A_NAME,
                    TURN_STORED_UNASKED,
                    NEVER_SWEPT,
                    NEWEST_FIRST,
                    LAUNCHED_FOR_ANOTHER_CLAIM ->
                    closed(now, id, status);
        };
    }

    private static ProtocolState closed(ProtocolState now, String id, String status) {
        var row = now.row(id);
        var end = new End(status, "", "");
        var change = Closing.closed(row.task(), end, Instant.EPOCH);
        return now.with(written(row, change)).given(id);
    }

    /** The task after a change, with its events: as {@link Tasks} writes them, in one. */
    private static Row written(Row row, Change change) {
        var told = new ArrayList<>(row.told());
        change.events().stream().map(EventDraft::type).forEach(told::add);
        return new Row(
                change.task().numbered(change.task().lastSeq() + change.events().size(), 1),
                told,
                row.turns());
    }

    private static Owed owed(String id, Action action, int time) {
        var key = Key.queue(TENANT, action.needsSlot() ? time : 0, id + "#" + action);
        return new Owed(TENANT, id, action, key.sk());
    }
}
