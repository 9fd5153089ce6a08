package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Bindings;
import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.ErrorNames;
import dev.catalyst.local.stepfunctions.asl.QueryFailed;
import dev.catalyst.local.stepfunctions.asl.State;
import dev.catalyst.local.stepfunctions.asl.Template;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Moves the flows of one execution on as far as they go without waiting. It only decides: what it
 * decides are the turn's events, and a flow's phase is all it remembers, so it can go on from any
 * point at which the process may have died.
 */
final class Interpreter {

    private final Turn turn;
    private final Deque<FlowRun> ready = new ArrayDeque<>();
    private final Offspring offspring;
    private final Tasks tasks;
    private final Recovery recovery;

    Interpreter(Turn turn) {
        this.turn = turn;
        offspring = new Offspring(turn, this);
        tasks = new Tasks(turn);
        recovery = new Recovery(turn, this, offspring);
    }

    /** Goes on with one flow, and with all that this makes possible. */
    void advance(FlowRun run) {
        proceed(run);
        while (!ready.isEmpty() && turn.execution.status == Status.RUNNING) {
            FlowRun each = ready.remove();
            walk(each);
            if (each.ended()) {
                ended(each);
            }
        }
    }

    /** Goes on with every flow that is not waiting, after a restart or a redrive. */
    void advanceAll() {
        FlowRun root = turn.execution.root;
        collect(root);
        advance(root);
    }

    private void collect(FlowRun run) {
        if (run.phase == FlowRun.Phase.CHILDREN) {
            for (FlowRun child : run.children.runs) {
                if (run.children.isRunning(child)) {
                    collect(child);
                    proceed(child);
                }
            }
        }
    }

    /** Has the flow looked at before the turn ends. */
    void proceed(FlowRun run) {
        ready.add(run);
    }

    /** Walks one flow through its states until it must wait. */
    private void walk(FlowRun run) {
        while (turn.execution.status == Status.RUNNING && step(run)) {
            // each step leaves its mark in the run's phase
        }
    }

    /** Whether there is more to do at once. */
    private boolean step(FlowRun run) {
        try {
            return switch (run.phase) {
                case READY -> enter(run);
                case ENTERED -> perform(run);
                case SCHEDULED -> tasks.start(run);
                case STARTED -> tasks.call(run);
                case SUBMITTED -> tasks.await(run);
                case WAITING -> due(run) && leave(run, exit(run.state), run.input, plain(run));
                case RETRYING -> due(run) && retry(run);
                case CHILDREN -> offspring.advance(run);
                case RESULT -> leaveWithResult(run);
                case FAILED -> recovery.recover(run);
                case SUCCEEDED, DEAD, ABORTED -> false;
            };
        } catch (QueryFailed e) {
            evaluationFailed(run, e);
            return true;
        }
    }

    private boolean enter(FlowRun run) {
        State state = run.flow.state(run.next);
        turn.emit(run, new Fact.StateEntered(state.kind(), state.name(), run.input.text()));
        return true;
    }

    /** Does what the state is for. */
    private boolean perform(FlowRun run) throws QueryFailed {
        return switch (run.state) {
            case State.Pass pass -> leave(run, pass.exit(), run.input, plain(run));
            case State.Succeed succeed -> leave(run, succeed.exit(), run.input, plain(run));
            case State.Choice choice -> choose(run, choice);
            case State.Wait wait -> plan(run, wait);
            case State.Fail fail -> fail(run, fail);
            case State.Task task -> tasks.schedule(run, task);
            case State.ForEach map -> offspring.startMap(run, map);
            case State.Parallel parallel -> offspring.startParallel(run, parallel);
        };
    }

    private boolean choose(FlowRun run, State.Choice choice) throws QueryFailed {
        Bindings bindings = plain(run);
        for (int i = 0; i < choice.rules().size(); i++) {
            State.Rule rule = choice.rules().get(i);
            if (rule.condition().truth("Choices[" + i + "]/Condition", bindings)) {
                return leave(run, rule.exit(), run.input, bindings);
            }
        }
        if (choice.otherwise() == null) {
            String cause = "No Condition is true and there is no Default.";
            turn.emit(
                    run, new Fact.StateFailed(ErrorNames.NO_CHOICE_MATCHED, explained(run, cause)));
            return true;
        }
        return leave(run, choice.otherwise(), run.input, bindings);
    }

    private boolean plan(FlowRun run, State.Wait wait) throws QueryFailed {
        Bindings bindings = plain(run);
        Instant until =
                wait.seconds() != null
                        ? waitFrom(run).plusSeconds(wait.seconds().count("Seconds", bindings))
                        : timestamp(run, wait.timestamp(), bindings);
        turn.emit(run, new Fact.WaitPlanned(until));
        return true;
    }

    /** A redriven Wait waits anew. */
    private Instant waitFrom(FlowRun run) {
        Instant clockedAt = turn.execution.clockedAt;
        return run.enteredAt.isBefore(clockedAt) ? clockedAt : run.enteredAt;
    }

    private Instant timestamp(FlowRun run, Template timestamp, Bindings bindings)
            throws QueryFailed {
        String text = timestamp.string("Timestamp", bindings);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            // the one evaluation fault that the service's history hangs under the state's entry
            run.beforeEntry = run.last;
            throw new QueryFailed(
                    "Timestamp",
                    "The Timestamp field cannot be parsed as an ISO-8601 extended offset"
                            + " date-time format string: "
                            + text);
        }
    }

    private boolean fail(FlowRun run, State.Fail fail) throws QueryFailed {
        Bindings bindings = plain(run);
        String error = fail.error() == null ? null : fail.error().string("Error", bindings);
        String cause = fail.cause() == null ? null : fail.cause().string("Cause", bindings);
        turn.emit(run, new Fact.StateFailed(error, cause));
        return true;
    }

    private boolean due(FlowRun run) {
        if (turn.now.isBefore(run.until)) {
            turn.alarms.put(run, run.until);
            return false;
        }
        return true;
    }

    private static boolean retry(FlowRun run) {
        run.phase = FlowRun.Phase.ENTERED;
        run.failure = null;
        return true;
    }

    private boolean leaveWithResult(FlowRun run) throws QueryFailed {
        Bindings bindings = new Scope(turn.execution, run).withResult(run.result).bindings();
        return leave(run, exit(run.state), run.result, bindings);
    }

    /** Leaves the state; {@code passed} is the output where the definition gives none. */
    boolean leave(FlowRun run, State.Exit exit, Datum passed, Bindings bindings)
            throws QueryFailed {
        return leave(run, exit, passed, bindings, "");
    }

    /**
     * @param prefix the place of the exit's fields in the state, such as {@code Catch[0]/}
     */
    boolean leave(FlowRun run, State.Exit exit, Datum passed, Bindings bindings, String prefix)
            throws QueryFailed {
        Map<String, String> assigned = new LinkedHashMap<>();
        boolean tooLarge = false;
        for (Map.Entry<String, Template> each : exit.assign().entrySet()) {
            Object value = each.getValue().evaluate(prefix + "Assign/" + each.getKey(), bindings);
            assigned.put(each.getKey(), Datum.of(value).text());
            tooLarge |= Datum.of(value).tooLarge();
        }
        Datum output =
                exit.output() == null
                        ? passed
                        : Datum.of(exit.output().evaluate(prefix + "Output", bindings));
        if (tooLarge || output.tooLarge()) {
            turn.emit(
                    run,
                    new Fact.StateFailed(
                            ErrorNames.DATA_LIMIT_EXCEEDED, tooLarge(run.state.name())));
            return true;
        }
        String name = run.state.name();
        turn.emit(
                run,
                new Fact.StateExited(run.state.kind(), name, output.text(), assigned, exit.next()));
        return true;
    }

    static String tooLarge(String what) {
        return "The state/task '%s' returned a result with a size exceeding the maximum number of bytes service limit."
                .formatted(what);
    }

    void evaluationFailed(FlowRun run, QueryFailed fault) {
        boolean first = run.last == run.entry;
        turn.emit(
                run,
                first ? run.beforeEntry : run.last,
                new Fact.EvaluationFailed(
                        ErrorNames.QUERY_EVALUATION_ERROR,
                        explained(run, fault.getMessage()),
                        fault.location().isEmpty() ? null : fault.location(),
                        run.state.name()));
    }

    static String explained(FlowRun run, String what) {
        return "An error occurred while executing the state '%s' (entered at the event id #%d). %s"
                .formatted(run.state.name(), run.entry, what);
    }

    private Bindings plain(FlowRun run) {
        return new Scope(turn.execution, run).bindings();
    }

    /** The exit of a state that has just one. */
    private static State.Exit exit(State state) {
        return switch (state) {
            case State.Task task -> task.exit();
            case State.ForEach map -> map.exit();
            case State.Parallel parallel -> parallel.exit();
            case State.Wait wait -> wait.exit();
            case State.Pass pass -> pass.exit();
            case State.Succeed succeed -> succeed.exit();
            case State.Choice choice -> throw new IllegalStateException("a Choice has many exits");
            case State.Fail fail -> throw new IllegalStateException("a Fail has no exit");
        };
    }

    /** A flow came to its end. */
    private void ended(FlowRun run) {
        if (run.parent != null) {
            offspring.ended(run);
        } else if (run.phase == FlowRun.Phase.SUCCEEDED) {
            turn.emit(run, new Fact.ExecutionSucceeded(run.input.text()));
        }
    }

    /** A task's call returned. */
    void returned(FlowRun run, Datum output) {
        tasks.returned(run, output);
    }

    /** A task's token came back. */
    void succeeded(FlowRun run, Datum output) {
        tasks.succeeded(run, output);
    }

    void failed(FlowRun run, String error, String cause) {
        tasks.failed(run, error, cause);
    }

    void timedOut(FlowRun run, String error) {
        tasks.timedOut(run, error);
    }

    /** Changes the status of the whole execution from outside. */
    void changeStatus(Fact.StatusChanged change) {
        turn.emit(turn.execution.root, change);
    }
}
