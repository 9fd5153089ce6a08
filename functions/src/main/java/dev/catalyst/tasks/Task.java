package dev.catalyst.tasks;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The state of a task, as its META item holds it.
 *
 * @param origin what was asked for; never changes
 * @param failure why it failed, from the moment that an agent gave up; null else
 * @param lastSeq the number of its events
 * @param version counts every write of this item
 * @param redrives how often a person had it continued after a failure
 * @param cancelling whether somebody asked for its end; only the closing may still write
 * @param reason why it was cancelled or rejected; null else
 * @param approval the question to a person; null if none was asked yet
 */
public record Task(
        Origin origin,
        Status status,
        Map<Agent, Agent.State> graphState,
        Failure failure,
        Instant startedAt,
        Instant finishedAt,
        Spend spend,
        Work work,
        long lastSeq,
        long version,
        int redrives,
        boolean cancelling,
        String reason,
        Approval approval) {

    /**
     * What was asked for.
     *
     * @param mode live, simulated or replay
     * @param startAt the first agent that works; later than the planner in a fork
     * @param forkedFrom the task that a fork branched from; null else
     */
    public record Origin(
            String tenant,
            String id,
            String projectId,
            String prompt,
            String mode,
            boolean requireApproval,
            String requestId,
            Agent startAt,
            String forkedFrom,
            Instant createdAt) {}

    /**
     * A question to a person: the state machine's token, and the answer `approved`, `rejected` or
     * null.
     */
    public record Approval(String token, String answer) {}

    public Task {
        var all = new EnumMap<Agent, Agent.State>(Agent.class);
        for (var agent : Agent.values()) {
            all.put(agent, graphState.getOrDefault(agent, Agent.State.PENDING));
        }
        graphState = Collections.unmodifiableMap(all);
    }

    static Task created(Origin origin, Spend spend, Work work) {
        var graph = new EnumMap<Agent, Agent.State>(Agent.class);
        List.of(Agent.values()).stream()
                .filter(agent -> agent.compareTo(origin.startAt()) < 0)
                .forEach(agent -> graph.put(agent, Agent.State.SKIPPED));
        return new Task(
                origin,
                Status.PENDING,
                graph,
                null,
                null,
                null,
                spend,
                work,
                0,
                0,
                0,
                false,
                null,
                null);
    }

    public TaskKey key() {
        return new TaskKey(origin.tenant(), origin.id());
    }

    public String id() {
        return origin.id();
    }

    /** Whether agents may still write. */
    public boolean isOpen() {
        return !status.isTerminal() && !cancelling;
    }

    public Agent.State state(Agent agent) {
        return graphState.get(agent);
    }

    Task with(Status changed) {
        return but(copy -> copy.status = changed);
    }

    public Task with(Agent agent, Agent.State changed) {
        var graph = new EnumMap<>(graphState);
        graph.put(agent, changed);
        return but(copy -> copy.graphState = graph);
    }

    /** Every agent that is running gets another state. */
    Task withRunning(Agent.State changed) {
        return but(copy -> copy.graphState = replaced(Agent.State.RUNNING, changed));
    }

    private Map<Agent, Agent.State> replaced(Agent.State from, Agent.State to) {
        var graph = new EnumMap<>(graphState);
        graph.replaceAll((agent, state) -> state == from ? to : state);
        return graph;
    }

    public Task with(Spend changed) {
        return but(copy -> copy.spend = changed);
    }

    public Task with(Work changed) {
        return but(copy -> copy.work = changed);
    }

    Task with(Failure changed) {
        return but(copy -> copy.failure = changed);
    }

    Task with(Approval changed) {
        return but(copy -> copy.approval = changed);
    }

    Task started(Instant at) {
        return but(
                copy -> {
                    copy.status = Status.RUNNING;
                    copy.startedAt = startedAt == null ? at : startedAt;
                    copy.finishedAt = null;
                });
    }

    Task finished(Status end, Instant at) {
        return but(
                copy -> {
                    copy.status = end;
                    copy.finishedAt = at;
                    copy.cancelling = false;
                });
    }

    Task cancelling(String why) {
        return but(
                copy -> {
                    copy.cancelling = true;
                    copy.reason = why;
                });
    }

    /**
     * Waits again for a slot, with another allowance of turns and rounds; failed agents are pending
     * again.
     */
    Task redriven() {
        return but(
                copy -> {
                    copy.status = Status.PENDING;
                    copy.graphState = replaced(Agent.State.FAILED, Agent.State.PENDING);
                    copy.failure = null;
                    copy.finishedAt = null;
                    copy.redrives = redrives + 1;
                    copy.cancelling = false;
                    copy.reason = null;
                });
    }

    Task numbered(long seq, long nextVersion) {
        return but(
                copy -> {
                    copy.lastSeq = seq;
                    copy.version = nextVersion;
                });
    }

    private Task but(Consumer<Copy> change) {
        var copy = new Copy(this);
        change.accept(copy);
        return copy.task(origin);
    }

    /** What may change of a task, open for the length of one change. */
    private static final class Copy {

        private Status status;
        private Map<Agent, Agent.State> graphState;
        private Failure failure;
        private Instant startedAt;
        private Instant finishedAt;
        private Spend spend;
        private Work work;
        private long lastSeq;
        private long version;
        private int redrives;
        private boolean cancelling;
        private String reason;
        private Approval approval;

        Copy(Task task) {
            status = task.status;
            graphState = task.graphState;
            failure = task.failure;
            startedAt = task.startedAt;
            finishedAt = task.finishedAt;
            spend = task.spend;
            work = task.work;
            lastSeq = task.lastSeq;
            version = task.version;
            redrives = task.redrives;
            cancelling = task.cancelling;
            reason = task.reason;
            approval = task.approval;
        }

        Task task(Origin origin) {
            return new Task(
                    origin,
                    status,
                    graphState,
                    failure,
                    startedAt,
                    finishedAt,
                    spend,
                    work,
                    lastSeq,
                    version,
                    redrives,
                    cancelling,
                    reason,
                    approval);
        }
    }
}
