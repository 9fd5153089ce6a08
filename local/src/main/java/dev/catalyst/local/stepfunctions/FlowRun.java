package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Datum;
import dev.catalyst.local.stepfunctions.asl.Flow;
import dev.catalyst.local.stepfunctions.asl.State;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Where one flow of an execution stands: the machine itself, an iteration of a Map or a branch of a
 * Parallel. Changed by facts only ({@link Execution#apply}), but for what is marked live.
 */
final class FlowRun {

    /** What has happened in the current state. */
    enum Phase {
        /** {@link #next} is to be entered. */
        READY,
        ENTERED,
        /** A Wait that ends at {@link #until}. */
        WAITING,
        SCHEDULED,
        /** The task is to be called, or being called. */
        STARTED,
        /** The call returned; the token is awaited. */
        SUBMITTED,
        /** Iterations or branches run. */
        CHILDREN,
        /** {@link #result} is there. */
        RESULT,
        /** {@link #failure} is there; nothing has been done about it yet. */
        FAILED,
        /** To be tried again at {@link #until}. */
        RETRYING,
        /** The flow's last state was left; {@link #input} is its output. */
        SUCCEEDED,
        /** The flow ended with {@link #failure}. */
        DEAD,
        ABORTED
    }

    /** An error and its cause, which may be null. */
    record Failure(String error, String cause) {}

    final String path;
    final Flow flow;
    final FlowRun parent;
    final int index;

    /** The item of an iteration; null in other flows. */
    final Datum item;

    final Map<String, Datum> variables = new HashMap<>();
    Phase phase = Phase.READY;
    String next;
    State state;
    Datum input;
    Datum result;
    Failure failure;

    /** The last event's id, which is the next one's previous id. */
    long last;

    /** {@link #last} when the state was entered, and the id of that entry. */
    long beforeEntry;

    long entry;
    Instant enteredAt;

    Map<Integer, Integer> retries = new HashMap<>();
    int retryCount;
    Instant until;

    /** Of the current attempt; the event's id tells attempts apart. */
    Fact.TaskScheduled scheduled;

    long attempt;
    Instant scheduledAt;

    Children children;

    /** Whether the history says that the Map or Parallel failed. */
    boolean failureTold;

    /** Whether the parent has taken note of the end. */
    boolean settled;

    /** Live: the call in flight, and what will happen by time alone. */
    Call call;

    Alarms.Alarm alarm = Alarms.Alarm.NONE;
    Alarms.Alarm heartbeat = Alarms.Alarm.NONE;

    FlowRun(Flow flow, FlowRun parent, int index, Datum item, Datum input, long last) {
        this.flow = flow;
        this.parent = parent;
        this.index = index;
        this.item = item;
        this.input = input;
        this.last = last;
        path = parent == null ? "" : (parent.path.isEmpty() ? "" : parent.path + "/") + index;
        next = flow.startAt();
    }

    boolean ended() {
        return phase == Phase.SUCCEEDED || phase == Phase.DEAD || phase == Phase.ABORTED;
    }

    void enter(Fact.StateEntered fact, Event event) {
        state = flow.state(fact.name());
        phase = Phase.ENTERED;
        beforeEntry = last;
        entry = event.id();
        last = event.id();
        enteredAt = Instant.ofEpochMilli(event.at());
        retries.clear();
        retryCount = 0;
        failureTold = false;
        children = null;
        result = null;
        failure = null;
        scheduled = null;
    }

    void exit(Fact.StateExited fact, long id) {
        fact.assigned().forEach((name, json) -> variables.put(name, Datum.ofText(json)));
        input = Datum.ofText(fact.output());
        last = id;
        next = fact.next();
        children = null;
        result = null;
        failure = null;
        scheduled = null;
        phase = next == null ? Phase.SUCCEEDED : Phase.READY;
    }

    void fail(String error, String cause) {
        failure = new Failure(error, cause);
        phase = Phase.FAILED;
    }

    /** Makes what did not succeed start over; what succeeded stays. */
    void redrive() {
        if (phase == Phase.SUCCEEDED) {
            return;
        }
        settled = false;
        retries.clear();
        retryCount = 0;
        failureTold = false;
        scheduled = null;
        failure = null;
        if (children != null) {
            children.redrive();
            phase = Phase.CHILDREN;
        } else if (phase != Phase.READY) {
            phase = state == null ? Phase.READY : Phase.ENTERED;
        }
    }
}
