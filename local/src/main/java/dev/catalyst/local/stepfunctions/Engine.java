package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.ErrorNames;
import dev.catalyst.local.stepfunctions.journal.Commit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * Runs executions: takes what happens outside (a call returned, a token came back, time passed),
 * has the interpreter decide, appends what it decided to the journal, and only when that is durable
 * lets the next calls begin. Nothing here waits but the calls, each on a virtual thread.
 */
final class Engine {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** A task that waits for its token, in a certain attempt. */
    private record Awaited(Execution execution, FlowRun run, long attempt) {}

    private final Stories stories;
    private final Alarms alarms;
    private final Clock clock;
    private final RandomGenerator random;
    private final TaskInvoker invoker;
    private final Announcer announcer;

    /**
     * What follows a call is decided on a few lasting threads: the libraries for JSON and JSONata
     * keep costly helpers per thread, which a call's short-lived thread would make anew.
     */
    private final ExecutorService deciders =
            Executors.newFixedThreadPool(
                    Math.max(4, Runtime.getRuntime().availableProcessors()),
                    Thread.ofPlatform().daemon().name("step-functions-", 0).factory());

    private final Map<String, Execution> running = new ConcurrentHashMap<>();
    private final Map<String, Awaited> awaited = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Engine(
            Stories stories,
            Alarms alarms,
            Clock clock,
            RandomGenerator random,
            TaskInvoker invoker,
            Announcer announcer) {
        this.stories = stories;
        this.alarms = alarms;
        this.clock = clock;
        this.random = random;
        this.invoker = invoker;
        this.announcer = announcer;
    }

    Optional<Execution> running(String arn) {
        return Optional.ofNullable(running.get(arn));
    }

    /** Begins an execution; the answer is when its start is durable. */
    Commit begin(Execution execution, Fact.ExecutionStarted started, Instant now) {
        running.put(execution.listing.arn(), execution);
        return CompletableFuture.supplyAsync(() -> firstTurn(execution, started, now), deciders)
                .join();
    }

    private Commit firstTurn(Execution execution, Fact.ExecutionStarted started, Instant now) {
        execution.lock.lock();
        try {
            Turn turn = new Turn(execution, now, random);
            turn.emitStart(started);
            watchTime(execution);
            decide(turn, interpreter -> interpreter.advance(execution.root));
            return commit(turn);
        } finally {
            execution.lock.unlock();
        }
    }

    /** Goes on with an execution that was running when the process ended. */
    void resume(Execution execution) {
        running.put(execution.listing.arn(), execution);
        watchTime(execution);
        turn(execution, Interpreter::advanceAll);
    }

    /** Goes on with an execution that ended without success. */
    Commit redrive(Execution execution) {
        execution.status = Status.RUNNING;
        running.put(execution.listing.arn(), execution);
        return turn(
                execution,
                interpreter -> {
                    interpreter.changeStatus(
                            new Fact.ExecutionRedriven(execution.redriveCount + 1));
                    watchTime(execution);
                    interpreter.advanceAll();
                });
    }

    Commit stop(Execution execution, String error, String cause) {
        return turn(
                execution,
                interpreter -> interpreter.changeStatus(new Fact.ExecutionAborted(error, cause)));
    }

    private void watchTime(Execution execution) {
        int seconds = execution.machine.flow().timeoutSeconds();
        execution.timeout.cancel();
        if (seconds > 0) {
            execution.timeout =
                    alarms.at(
                            execution.clockedAt.plusSeconds(seconds),
                            () ->
                                    turn(
                                            execution,
                                            i ->
                                                    i.changeStatus(
                                                            new Fact.ExecutionTimedOut(
                                                                    null, null))));
        }
    }

    /** One turn of a running execution; the answer is when all it did is durable. */
    private Commit turn(Execution execution, Consumer<Interpreter> what) {
        execution.lock.lock();
        try {
            if (closed || execution.status != Status.RUNNING) {
                return execution.durable;
            }
            Turn turn = new Turn(execution, clock.instant(), random);
            decide(turn, what);
            return commit(turn);
        } finally {
            execution.lock.unlock();
        }
    }

    private static void decide(Turn turn, Consumer<Interpreter> what) {
        Interpreter interpreter = new Interpreter(turn);
        try {
            what.accept(interpreter);
        } catch (Turn.HistoryFull e) {
            interpreter.changeStatus(
                    new Fact.ExecutionFailed(
                            ErrorNames.RUNTIME,
                            "The execution reached the maximum number of history events (%d)."
                                    .formatted(Turn.MAX_EVENTS)));
        } catch (RuntimeException e) {
            LOG.error("{} cannot go on", turn.execution.listing.arn(), e);
            interpreter.changeStatus(new Fact.ExecutionFailed(ErrorNames.RUNTIME, e.toString()));
        }
    }

    private Commit commit(Turn turn) {
        Execution execution = turn.execution;
        if (!turn.events.isEmpty()) {
            execution.durable = stories.append(execution.listing, turn.events);
            noteStatus(turn);
        }
        turn.dropped.forEach(this::release);
        if (execution.status == Status.RUNNING) {
            turn.alarms.forEach((run, at) -> wake(execution, run, at));
            turn.watched.forEach(run -> watch(execution, run, run.scheduledAt));
            turn.calls.forEach(run -> call(execution, run));
        } else {
            end(execution);
        }
        return execution.durable;
    }

    private void noteStatus(Turn turn) {
        Execution execution = turn.execution;
        // announced before it shows: a redrive that sees the end comes after it for the listener
        // too
        announcer.announce(
                execution.listing, execution.input.text(), turn.events, execution.durable);
        for (Event event : turn.events) {
            execution.listing.note(event);
        }
    }

    private void end(Execution execution) {
        execution.timeout.cancel();
        running.remove(execution.listing.arn());
        releaseAll(execution.root);
    }

    private void releaseAll(FlowRun run) {
        release(run);
        if (run.children != null) {
            run.children.runs.forEach(this::releaseAll);
        }
    }

    /** Ends a task's call and whatever waits for it. */
    private void release(FlowRun run) {
        run.alarm.cancel();
        run.alarm = Alarms.Alarm.NONE;
        run.heartbeat.cancel();
        run.heartbeat = Alarms.Alarm.NONE;
        if (run.call != null) {
            run.call.cancel();
            run.call = null;
        }
        if (run.scheduled != null && run.scheduled.token() != null) {
            awaited.remove(run.scheduled.token());
        }
    }

    private void wake(Execution execution, FlowRun run, Instant at) {
        run.alarm.cancel();
        run.alarm = alarms.at(at, () -> turn(execution, i -> i.advance(run)));
    }

    private void call(Execution execution, FlowRun run) {
        watch(execution, run, clock.instant());
        Fact.TaskScheduled task = run.scheduled;
        Instant deadline =
                task.timeoutSeconds() == 0
                        ? Instant.MAX
                        : clock.instant().plusSeconds(task.timeoutSeconds());
        TaskCall what =
                new TaskCall(
                        task.resource(),
                        Datum.ofText(task.arguments()).node(),
                        deadline,
                        execution.listing.arn(),
                        run.state.name());
        Call call = new Call(invoker, what, outcome(execution, run));
        run.call = call;
        execution.durable.then(call::start);
    }

    /** Watches a task's time-outs, and for its token. */
    private void watch(Execution execution, FlowRun run, Instant from) {
        Fact.TaskScheduled task = run.scheduled;
        long attempt = run.attempt;
        if (task.token() != null) {
            awaited.put(task.token(), new Awaited(execution, run, attempt));
            watchHeartbeat(execution, run);
        }
        if (task.timeoutSeconds() > 0) {
            run.alarm.cancel();
            run.alarm =
                    alarms.at(
                            from.plusSeconds(task.timeoutSeconds()),
                            () -> timeOut(execution, run, attempt, ErrorNames.TIMEOUT));
        }
    }

    private void watchHeartbeat(Execution execution, FlowRun run) {
        long attempt = run.attempt;
        run.heartbeat.cancel();
        if (run.scheduled.heartbeatSeconds() > 0) {
            run.heartbeat =
                    alarms.at(
                            clock.instant()
                                    .plus(Duration.ofSeconds(run.scheduled.heartbeatSeconds())),
                            () -> timeOut(execution, run, attempt, ErrorNames.HEARTBEAT_TIMEOUT));
        }
    }

    private Call.Outcome outcome(Execution execution, FlowRun run) {
        return new Call.Outcome() {
            @Override
            public void returned(Call call, Datum output) {
                settle(execution, run, call, i -> i.returned(run, output));
            }

            @Override
            public void failed(Call call, String error, String cause) {
                settle(execution, run, call, i -> i.failed(run, error, cause));
            }
        };
    }

    private void settle(Execution execution, FlowRun run, Call call, Consumer<Interpreter> what) {
        deciders.execute(
                () ->
                        turn(
                                execution,
                                interpreter -> {
                                    if (run.call == call) {
                                        run.call = null;
                                        what.accept(interpreter);
                                        if (run.phase != FlowRun.Phase.SUBMITTED) {
                                            release(run);
                                        }
                                        interpreter.advance(run);
                                    }
                                }));
    }

    private void timeOut(Execution execution, FlowRun run, long attempt, String error) {
        turn(
                execution,
                interpreter -> {
                    if (open(run, attempt)) {
                        release(run);
                        interpreter.timedOut(run, error);
                        interpreter.advance(run);
                    }
                });
    }

    private static boolean open(FlowRun run, long attempt) {
        return run.attempt == attempt
                && (run.phase == FlowRun.Phase.STARTED || run.phase == FlowRun.Phase.SUBMITTED);
    }

    /** What a token's holder has to say; false if nobody waits for it any more. */
    boolean answer(String token, boolean heartbeat, Answer answer) {
        Awaited found = awaited.get(token);
        if (found == null) {
            return false;
        }
        boolean[] taken = {false};
        turn(
                        found.execution(),
                        interpreter -> {
                            if (!open(found.run(), found.attempt())) {
                                return;
                            }
                            taken[0] = true;
                            if (heartbeat) {
                                watchHeartbeat(found.execution(), found.run());
                                return;
                            }
                            found.run().call = null; // it may go on, but nobody minds
                            release(found.run());
                            answer.tell(interpreter, found.run());
                            interpreter.advance(found.run());
                        })
                .await();
        return taken[0];
    }

    /** Tells the interpreter what became of a task. */
    interface Answer {
        void tell(Interpreter interpreter, FlowRun run);
    }

    /** Leaves everything as it is: what is in flight is done again after the next start. */
    void close() {
        closed = true;
        for (Execution execution : List.copyOf(running.values())) {
            execution.lock.lock();
            try {
                execution.timeout.cancel();
                releaseAll(execution.root);
            } finally {
                execution.lock.unlock();
            }
        }
        deciders.close();
    }
}
