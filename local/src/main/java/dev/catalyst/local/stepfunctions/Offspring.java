package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Bindings;
import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.ErrorNames;
import dev.catalyst.local.stepfunctions.asl.QueryFailed;
import dev.catalyst.local.stepfunctions.asl.State;
import dev.catalyst.local.stepfunctions.asl.Template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of Map and Parallel states: starts iterations and branches, and gathers what they gave.
 */
final class Offspring {

    private final Turn turn;
    private final Interpreter interpreter;

    Offspring(Turn turn, Interpreter interpreter) {
        this.turn = turn;
        this.interpreter = interpreter;
    }

    boolean startMap(FlowRun run, State.ForEach map) throws QueryFailed {
        Bindings bindings = new Scope(turn.execution, run).bindings();
        List<?> items = items(run, map, bindings);
        int concurrency =
                map.maxConcurrency() == null
                        ? 0
                        : map.maxConcurrency().count("MaxConcurrency", bindings);
        int tolerated = tolerated(map, items.size(), bindings);
        String json = Datum.of(items).text();
        turn.emit(run, new Fact.MapStarted(items.size(), json, concurrency, tolerated));
        return true;
    }

    private static List<?> items(FlowRun run, State.ForEach map, Bindings bindings)
            throws QueryFailed {
        if (map.items() == null) {
            if (run.input.tree() instanceof List<?> list) {
                return list;
            }
            throw new QueryFailed("", "Map state input must be an array but was: " + run.input);
        }
        Object found = map.items().evaluate("Items", bindings);
        return switch (found) {
            case List<?> list -> list;
            case Map<?, ?> object -> entries(object);
            case null, default -> throw map.items().unexpected("Items", "array", found);
        };
    }

    private static List<?> entries(Map<?, ?> object) {
        List<Object> entries = new ArrayList<>();
        object.forEach(
                (key, value) -> {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("Key", key);
                    entry.put("Value", value);
                    entries.add(entry);
                });
        return entries;
    }

    private static int tolerated(State.ForEach map, int length, Bindings bindings)
            throws QueryFailed {
        Template count = map.toleratedFailureCount();
        Template percentage = map.toleratedFailurePercentage();
        int byCount = count == null ? 0 : count.count("ToleratedFailureCount", bindings);
        if (percentage == null) {
            return byCount;
        }
        double percent = percentage.number("ToleratedFailurePercentage", bindings);
        if (percent < 0 || percent > 100) {
            throw new QueryFailed(
                    "ToleratedFailurePercentage",
                    "The field 'ToleratedFailurePercentage' must be between 0 and 100, but was: "
                            + percent);
        }
        int byPercentage = (int) Math.floor(length * percent / 100);
        return count == null ? byPercentage : Math.min(byCount, byPercentage);
    }

    boolean startParallel(FlowRun run, State.Parallel parallel) throws QueryFailed {
        Datum input = run.input;
        if (parallel.arguments() != null) {
            Bindings bindings = new Scope(turn.execution, run).bindings();
            input = Datum.of(parallel.arguments().evaluate("Arguments", bindings));
        }
        turn.emit(run, new Fact.ParallelStarted(input.text()));
        run.children.runs.forEach(interpreter::proceed);
        return true;
    }

    /** Starts as many iterations as may run, or ends the state when all are done. */
    boolean advance(FlowRun run) throws QueryFailed {
        while (run.children.roomForOne()) {
            FlowRun halted = run.children.nextHalted();
            if (halted == null) {
                startIteration(run, (State.ForEach) run.state);
            } else {
                turn.emit(run, new Fact.ChildRestarted(halted.index));
                interpreter.proceed(halted);
            }
        }
        if (!run.children.complete()) {
            return false;
        }
        boolean told = run.state instanceof State.ForEach;
        long previous = told ? run.last : run.children.freed;
        turn.emit(run, previous, new Fact.ChildrenSucceeded(run.state.kind()));
        return true;
    }

    private void startIteration(FlowRun run, State.ForEach map) throws QueryFailed {
        int index = run.children.runs.size();
        Object item = run.children.items.get(index);
        Datum input = Datum.of(item);
        if (map.itemSelector() != null) {
            Bindings bindings = new Scope(turn.execution, run).withItem(index, item).bindings();
            input = Datum.of(map.itemSelector().evaluate("ItemSelector", bindings));
        }
        turn.emit(
                run,
                run.children.freed,
                new Fact.IterationStarted(index, map.name(), input.text()));
        interpreter.proceed(run.children.runs.getLast());
    }

    /** An iteration or a branch came to its end. */
    void ended(FlowRun child) {
        FlowRun run = child.parent;
        if (run.phase != FlowRun.Phase.CHILDREN || run.children.runs.get(child.index) != child) {
            return;
        }
        if (!child.settled) {
            String name = run.state.name();
            turn.emit(
                    run,
                    child.last,
                    child.phase == FlowRun.Phase.SUCCEEDED
                            ? new Fact.IterationSucceeded(child.index, name)
                            : new Fact.IterationFailed(child.index, name));
        }
        if (run.children.tooManyFailures()) {
            fail(run, child.failure);
        }
        interpreter.proceed(run);
    }

    private void fail(FlowRun run, FlowRun.Failure failure) {
        if (run.children.toleratedFailures == 0) {
            turn.emit(run, new Fact.StateFailed(failure.error(), failure.cause()));
        } else {
            turn.emit(
                    run,
                    new Fact.StateFailed(
                            ErrorNames.EXCEED_TOLERATED_FAILURE_THRESHOLD,
                            "The specified tolerated failure threshold was exceeded"));
        }
    }

    /** Aborts what still runs below a flow whose state failed. */
    void abortRest(FlowRun run) {
        if (run.children == null) {
            return;
        }
        long previous = run.last;
        for (FlowRun child : run.children.runs) {
            if (run.children.isRunning(child)) {
                abort(child, previous);
            }
        }
    }

    private void abort(FlowRun child, long previous) {
        if (child.phase == FlowRun.Phase.CHILDREN) {
            for (FlowRun grandchild : child.children.runs) {
                if (child.children.isRunning(grandchild)) {
                    abort(grandchild, previous);
                }
            }
        }
        turn.dropped.add(child);
        if (child.phase != FlowRun.Phase.READY && !child.ended()) {
            turn.emit(child, previous, new Fact.StateAborted(child.state.kind()));
        }
        FlowRun run = child.parent;
        if (run.state instanceof State.ForEach map) {
            turn.emit(run, previous, new Fact.IterationAborted(child.index, map.name()));
        } else {
            turn.emit(child, new Fact.FlowAborted());
        }
    }
}
