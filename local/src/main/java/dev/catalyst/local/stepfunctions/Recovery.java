package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Bindings;
import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.ErrorNames;
import dev.catalyst.local.stepfunctions.asl.QueryFailed;
import dev.catalyst.local.stepfunctions.asl.State;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What follows an error: a retry, a catch, or the end of the flow. */
final class Recovery {

    private final Turn turn;
    private final Interpreter interpreter;
    private final Offspring offspring;

    Recovery(Turn turn, Interpreter interpreter, Offspring offspring) {
        this.turn = turn;
        this.interpreter = interpreter;
        this.offspring = offspring;
    }

    boolean recover(FlowRun run) {
        offspring.abortRest(run);
        if (retry(run)) {
            return true;
        }
        boolean hasChildren =
                run.state instanceof State.ForEach || run.state instanceof State.Parallel;
        if (hasChildren && !run.failureTold) {
            turn.emit(run, new Fact.ChildrenFailed(run.state.kind()));
        }
        if (!caught(run)) {
            die(run);
        }
        return true;
    }

    /**
     * The first retrier that matches decides alone; with its attempts used up there is no retry.
     */
    private boolean retry(FlowRun run) {
        List<State.Retrier> retriers = run.state.recovery().retriers();
        for (int i = 0; i < retriers.size(); i++) {
            State.Retrier retrier = retriers.get(i);
            if (retrier.errors().match(run.failure.error())) {
                int before = run.retries.getOrDefault(i, 0);
                if (before >= retrier.maxAttempts()) {
                    return false;
                }
                turn.emit(run, new Fact.RetryPlanned(i, turn.now.plus(delay(retrier, before))));
                return true;
            }
        }
        return false;
    }

    private Duration delay(State.Retrier retrier, int before) {
        double seconds = retrier.intervalSeconds() * Math.pow(retrier.backoffRate(), before);
        double most =
                retrier.maxDelaySeconds() == 0 ? Integer.MAX_VALUE : retrier.maxDelaySeconds();
        long millis = Math.round(Math.min(seconds, most) * 1000);
        return Duration.ofMillis(retrier.jitter() ? turn.random.nextLong(millis + 1) : millis);
    }

    private boolean caught(FlowRun run) {
        List<State.Catcher> catchers = run.state.recovery().catchers();
        for (int i = 0; i < catchers.size(); i++) {
            State.Catcher catcher = catchers.get(i);
            if (catcher.errors().match(run.failure.error())) {
                leave(run, catcher, "Catch[" + i + "]/");
                return run.phase != FlowRun.Phase.FAILED;
            }
        }
        return false;
    }

    /** An error while catching is final: else a Catch could catch its own for ever. */
    private void leave(FlowRun run, State.Catcher catcher, String prefix) {
        Datum error = Datum.of(errorOutput(run.failure));
        Bindings bindings = new Scope(turn.execution, run).withError(run.failure).bindings();
        try {
            interpreter.leave(run, catcher.exit(), error, bindings, prefix);
        } catch (QueryFailed e) {
            interpreter.evaluationFailed(run, e);
        }
    }

    private void die(FlowRun run) {
        String error = shown(run.failure.error());
        String cause = run.failure.cause();
        turn.emit(
                run,
                run.parent == null
                        ? new Fact.ExecutionFailed(error, cause)
                        : new Fact.FlowFailed(error, cause));
    }

    static Map<String, Object> errorOutput(FlowRun.Failure failure) {
        Map<String, Object> output = new LinkedHashMap<>();
        if (failure.error() != null) {
            output.put("Error", shown(failure.error()));
        }
        if (failure.cause() != null) {
            output.put("Cause", failure.cause());
        }
        return output;
    }

    /** A missed heartbeat can be caught by its own name, but shows as a time-out. */
    static String shown(String error) {
        return ErrorNames.HEARTBEAT_TIMEOUT.equals(error) ? ErrorNames.TIMEOUT : error;
    }
}
