package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Bindings;
import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.ErrorNames;
import dev.catalyst.local.stepfunctions.asl.QueryFailed;
import dev.catalyst.local.stepfunctions.asl.Resource;
import dev.catalyst.local.stepfunctions.asl.State;
import dev.catalyst.local.stepfunctions.asl.Template;

import java.util.Base64;

/** The steps of a Task state around its call. */
final class Tasks {

    private static final int TOKEN_BYTES = 48;

    private final Turn turn;

    Tasks(Turn turn) {
        this.turn = turn;
    }

    boolean schedule(FlowRun run, State.Task task) throws QueryFailed {
        String token = task.resource().waitsForToken() ? newToken() : null;
        Scope scope = new Scope(turn.execution, run);
        Bindings bindings = (token == null ? scope : scope.withToken(token)).bindings();
        Datum arguments =
                task.arguments() == null
                        ? run.input
                        : Datum.of(task.arguments().evaluate("Arguments", bindings));
        int timeout = count(task.timeoutSeconds(), "TimeoutSeconds", bindings);
        int heartbeat = count(task.heartbeatSeconds(), "HeartbeatSeconds", bindings);
        if (arguments.tooLarge()) {
            turn.emit(
                    run,
                    new Fact.StateFailed(
                            ErrorNames.DATA_LIMIT_EXCEEDED, Interpreter.tooLarge(task.name())));
            return true;
        }
        turn.emit(
                run,
                new Fact.TaskScheduled(
                        task.resource().arn(), arguments.text(), token, timeout, heartbeat));
        return true;
    }

    private static int count(Template template, String location, Bindings bindings)
            throws QueryFailed {
        return template == null ? 0 : template.count(location, bindings);
    }

    private String newToken() {
        byte[] bytes = new byte[TOKEN_BYTES];
        turn.random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    boolean start(FlowRun run) {
        turn.emit(run, new Fact.TaskStarted(run.scheduled.resource()));
        return true;
    }

    /** Has the task called, unless it is being called. */
    boolean call(FlowRun run) {
        if (run.call == null) {
            turn.calls.add(run);
        }
        return false;
    }

    /** Has the time-outs of a task watched that was called before a restart. */
    boolean await(FlowRun run) {
        if (run.alarm.equals(Alarms.Alarm.NONE)) {
            turn.watched.add(run);
        }
        return false;
    }

    /** The call returned. */
    void returned(FlowRun run, Datum output) {
        Resource resource = resource(run);
        if (output.tooLarge()) {
            failed(run, ErrorNames.DATA_LIMIT_EXCEEDED, Interpreter.tooLarge(resource.arn()));
        } else if (resource.waitsForToken()) {
            turn.emit(run, new Fact.TaskSubmitted(resource.arn(), output.text()));
        } else {
            turn.emit(run, new Fact.TaskSucceeded(resource.arn(), output.text()));
        }
    }

    /** The token came back. */
    void succeeded(FlowRun run, Datum output) {
        turn.emit(run, new Fact.TaskSucceeded(resource(run).arn(), output.text()));
    }

    void failed(FlowRun run, String error, String cause) {
        turn.emit(run, new Fact.TaskFailed(resource(run).arn(), error, cause));
    }

    void timedOut(FlowRun run, String error) {
        turn.emit(run, new Fact.TaskTimedOut(resource(run).arn(), error, null));
    }

    private static Resource resource(FlowRun run) {
        return ((State.Task) run.state).resource();
    }
}
