package dev.catalyst.local.stepfunctions;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One step of an execution, from something that happened outside to where nothing more can be done
 * without waiting: the events it adds, and what is to follow once they are durable.
 */
final class Turn {

    /** Events that an execution may have; the service's quota. */
    static final int MAX_EVENTS = 25_000;

    /** Thrown where one more event would leave no room for the execution's end. */
    static final class HistoryFull extends RuntimeException {
        private static final long serialVersionUID = 1L;

        HistoryFull() {
            super("", null, false, false);
        }
    }

    final Execution execution;
    final Instant now;
    final RandomGenerator random;
    final List<Event> events = new ArrayList<>();

    /** Tasks to call. */
    final List<FlowRun> calls = new ArrayList<>();

    /** Tasks whose token is awaited since before a restart. */
    final List<FlowRun> watched = new ArrayList<>();

    /** Flows to go on with when the time has come. */
    final Map<FlowRun, Instant> alarms = new LinkedHashMap<>();

    /** Flows whose call and alarms are void. */
    final List<FlowRun> dropped = new ArrayList<>();

    Turn(Execution execution, Instant now, RandomGenerator random) {
        this.execution = execution;
        this.now = now;
        this.random = random;
    }

    /** Adds an event that follows the flow's last one. */
    long emit(FlowRun run, Fact fact) {
        return emit(run, run.last, fact);
    }

    long emit(FlowRun run, long previous, Fact fact) {
        boolean note = fact.isNote();
        if (!note && !(fact instanceof Fact.StatusChanged) && execution.lastId >= MAX_EVENTS - 1) {
            throw new HistoryFull();
        }
        long id = note ? 0 : execution.lastId + 1;
        Event event = new Event(id, note ? 0 : previous, now.toEpochMilli(), run.path, fact);
        execution.apply(event);
        events.add(event);
        return id;
    }

    /** The first event, from which the execution comes to be. */
    void emitStart(Fact.ExecutionStarted fact) {
        Event event = new Event(1, 0, now.toEpochMilli(), "", fact);
        execution.apply(event);
        events.add(event);
    }
}
