package dev.catalyst.local.stepfunctions;

import dev.catalyst.local.stepfunctions.asl.Datum;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The iterations of a Map or the branches of a Parallel, in order of their index. */
final class Children {

    /** Iterations of an inline Map that the service runs at once, at most. */
    private static final int MAX_CONCURRENCY = 40;

    final List<FlowRun> runs = new ArrayList<>();
    final int length;
    final List<?> items;
    final int concurrency;
    final int toleratedFailures;

    /** Those that a redrive lets run again, when there is room. */
    private final Deque<FlowRun> halted = new ArrayDeque<>();

    int running;
    int failed;

    /**
     * The event after which the next iteration starts: the start, then the end of one before it.
     */
    long freed;

    Children(int length, List<?> items, int concurrency, int toleratedFailures, long started) {
        this.length = length;
        this.items = items;
        this.concurrency = concurrency == 0 ? MAX_CONCURRENCY : concurrency;
        this.toleratedFailures = toleratedFailures;
        this.freed = started;
    }

    boolean roomForOne() {
        return running < concurrency && (!halted.isEmpty() || runs.size() < length);
    }

    boolean complete() {
        return runs.size() == length && running == 0 && halted.isEmpty();
    }

    /** The next that a redrive lets run again; null if there is none. */
    FlowRun nextHalted() {
        return halted.peek();
    }

    void restart(FlowRun run) {
        halted.remove(run);
        running++;
    }

    boolean isRunning(FlowRun run) {
        return !run.settled && !halted.contains(run);
    }

    boolean tooManyFailures() {
        return failed > toleratedFailures;
    }

    void add(FlowRun run) {
        runs.add(run);
        running++;
    }

    void settle(FlowRun run) {
        run.settled = true;
        running--;
        freed = run.last;
        if (run.phase == FlowRun.Phase.DEAD) {
            failed++;
        }
    }

    void redrive() {
        failed = 0;
        running = 0;
        halted.clear();
        for (FlowRun run : runs) {
            if (run.phase != FlowRun.Phase.SUCCEEDED) {
                run.redrive();
                halted.add(run);
            }
        }
    }

    /** The outputs of those that succeeded. */
    Datum results() {
        List<Object> outputs = new ArrayList<>(runs.size());
        for (FlowRun run : runs) {
            if (run.phase == FlowRun.Phase.SUCCEEDED) {
                outputs.add(run.input.tree());
            }
        }
        return Datum.of(outputs);
    }
}
