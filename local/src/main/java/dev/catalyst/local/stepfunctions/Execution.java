package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.State;
import dev.catalyst.local.stepfunctions.journal.Commit;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** A running execution: what its facts add up to. Guarded by {@link #lock}. */
final class Execution {

    final ReentrantLock lock = new ReentrantLock();
    final Machine machine;
    final Listing listing;

    FlowRun root;
    Status status = Status.RUNNING;
    long lastId;
    Datum input;
    int redriveCount;
    Instant startedAt;

    /** When the time of the whole execution began to run: its start, or its last redrive. */
    Instant clockedAt;

    /** When all that was appended is durable. */
    Commit durable = Commit.past();

    Alarms.Alarm timeout = Alarms.Alarm.NONE;

    Execution(Machine machine, Listing listing) {
        this.machine = machine;
        this.listing = listing;
    }

    /** The one place where an execution changes, live and when it is read back. */
    void apply(Event event) {
        if (!(event.fact() instanceof Fact.Note)) {
            lastId = event.id();
        }
        switch (event.fact()) {
            case Fact.StatusChanged fact -> changeStatus(fact, event);
            case Fact.StateEntered fact -> run(event).enter(fact, event);
            case Fact.StateExited fact -> {
                run(event).exit(fact, event.id());
                endBranch(run(event));
            }
            case Fact.StateAborted fact -> run(event).phase = FlowRun.Phase.ABORTED;
            case Fact.FlowAborted fact -> {
                run(event).phase = FlowRun.Phase.ABORTED;
                endBranch(run(event));
            }
            case Fact.EvaluationFailed fact -> failed(event, fact.error(), fact.cause());
            case Fact.StateFailed fact -> run(event).fail(fact.error(), fact.cause());
            case Fact.FlowFailed fact -> {
                run(event).failure = new FlowRun.Failure(fact.error(), fact.cause());
                run(event).phase = FlowRun.Phase.DEAD;
                endBranch(run(event));
            }
            case Fact.TaskScheduled fact -> schedule(event, fact);
            case Fact.TaskStarted fact -> move(event, FlowRun.Phase.STARTED);
            case Fact.TaskSubmitted fact -> move(event, FlowRun.Phase.SUBMITTED);
            case Fact.TaskSucceeded fact ->
                    move(event, FlowRun.Phase.RESULT).result = Datum.ofText(fact.output());
            case Fact.TaskFailed fact -> failed(event, fact.error(), fact.cause());
            case Fact.TaskTimedOut fact -> failed(event, fact.error(), fact.cause());
            case Fact.MapStarted fact -> startMap(event, fact);
            case Fact.IterationStarted fact -> startIteration(event, fact);
            case Fact.IterationSucceeded fact -> {
                settle(run(event), fact.index());
                run(event).last = event.id();
            }
            case Fact.IterationFailed fact -> {
                settle(run(event), fact.index());
                run(event).last = run(event).children.freed;
            }
            case Fact.IterationAborted fact -> run(event).children.settle(child(event, fact));
            case Fact.ParallelStarted fact -> startBranches(event, fact);
            case Fact.ChildrenSucceeded fact -> {
                FlowRun run = run(event);
                run.last = event.previous();
                run.result = run.children.results();
                run.phase = FlowRun.Phase.RESULT;
            }
            case Fact.ChildrenFailed fact -> move(event, FlowRun.Phase.FAILED).failureTold = true;
            case Fact.ChildRestarted fact -> {
                Children children = run(event).children;
                children.restart(children.runs.get(fact.index()));
            }
            case Fact.WaitPlanned fact -> {
                run(event).until = fact.until();
                run(event).phase = FlowRun.Phase.WAITING;
            }
            case Fact.RetryPlanned fact -> planRetry(run(event), fact);
        }
    }

    private void changeStatus(Fact.StatusChanged changed, Event event) {
        Instant at = Instant.ofEpochMilli(event.at());
        status = changed.status();
        if (changed instanceof Fact.ExecutionStarted fact) {
            input = Datum.ofText(fact.input());
            root = new FlowRun(machine.flow(), null, 0, null, input, 0);
            startedAt = at;
            clockedAt = at;
            return;
        }
        root.last = event.id();
        if (changed instanceof Fact.ExecutionRedriven fact) {
            redriveCount = fact.redriveCount();
            clockedAt = at;
            root.redrive();
        }
    }

    /** The flow run that an event's path leads to. */
    FlowRun run(Event event) {
        return run(event.flow());
    }

    FlowRun run(String path) {
        FlowRun run = root;
        for (int from = 0; from < path.length(); ) {
            int to = path.indexOf('/', from);
            to = to < 0 ? path.length() : to;
            run = run.children.runs.get(Integer.parseInt(path, from, to, 10));
            from = to + 1;
        }
        return run;
    }

    private FlowRun child(Event event, Fact.IterationAborted fact) {
        FlowRun child = run(event).children.runs.get(fact.index());
        child.phase = FlowRun.Phase.ABORTED;
        return child;
    }

    private FlowRun move(Event event, FlowRun.Phase phase) {
        FlowRun run = run(event);
        run.phase = phase;
        run.last = event.id();
        return run;
    }

    private void failed(Event event, String error, String cause) {
        FlowRun run = run(event);
        run.last = event.id();
        run.fail(error, cause);
    }

    private void schedule(Event event, Fact.TaskScheduled fact) {
        FlowRun run = move(event, FlowRun.Phase.SCHEDULED);
        run.scheduled = fact;
        run.attempt = event.id();
        run.scheduledAt = Instant.ofEpochMilli(event.at());
    }

    private void startMap(Event event, Fact.MapStarted fact) {
        FlowRun run = move(event, FlowRun.Phase.CHILDREN);
        List<?> items = (List<?>) Datum.ofText(fact.items()).tree();
        run.children =
                new Children(
                        fact.length(),
                        items,
                        fact.concurrency(),
                        fact.toleratedFailures(),
                        event.id());
    }

    private void startIteration(Event event, Fact.IterationStarted fact) {
        FlowRun run = run(event);
        State.ForEach map = (State.ForEach) run.state;
        Datum item = Datum.of(run.children.items.get(fact.index()));
        Datum input = Datum.ofText(fact.input());
        run.children.add(new FlowRun(map.processor(), run, fact.index(), item, input, event.id()));
    }

    /** The history tells of the end of an iteration, but not of that of a branch. */
    private static void endBranch(FlowRun run) {
        if (run.ended() && run.parent != null && run.parent.state instanceof State.Parallel) {
            run.parent.children.settle(run);
            if (run.phase == FlowRun.Phase.DEAD) {
                run.parent.last = run.last;
            }
        }
    }

    private static void settle(FlowRun run, int index) {
        run.children.settle(run.children.runs.get(index));
    }

    private void startBranches(Event event, Fact.ParallelStarted fact) {
        FlowRun run = move(event, FlowRun.Phase.CHILDREN);
        State.Parallel parallel = (State.Parallel) run.state;
        int length = parallel.branches().size();
        run.children = new Children(length, List.of(), length, 0, event.id());
        for (int i = 0; i < length; i++) {
            Datum input = Datum.ofText(fact.input());
            run.children.add(
                    new FlowRun(parallel.branches().get(i), run, i, null, input, event.id()));
        }
    }

    private static void planRetry(FlowRun run, Fact.RetryPlanned fact) {
        run.until = fact.until();
        run.phase = FlowRun.Phase.RETRYING;
        run.retries.merge(fact.retrier(), 1, Integer::sum);
        run.retryCount++;
    }
}
