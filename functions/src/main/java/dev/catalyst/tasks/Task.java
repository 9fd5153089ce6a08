package dev.catalyst.tasks;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
        return new Task(
                origin,
                changed,
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

    public Task with(Agent agent, Agent.State changed) {
        var graph = new EnumMap<>(graphState);
        graph.put(agent, changed);
        return with(graph);
    }

    private Task with(Map<Agent, Agent.State> graph) {
        return new Task(
                origin,
                status,
                graph,
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

    /** Every agent that is running gets another state. */
    Task withRunning(Agent.State changed) {
        var graph = new EnumMap<>(graphState);
        graph.replaceAll((agent, state) -> state == Agent.State.RUNNING ? changed : state);
        return with(graph);
    }

    public Task with(Spend changed) {
        return new Task(
                origin,
                status,
                graphState,
                failure,
                startedAt,
                finishedAt,
                changed,
                work,
                lastSeq,
                version,
                redrives,
                cancelling,
                reason,
                approval);
    }

    public Task with(Work changed) {
        return new Task(
                origin,
                status,
                graphState,
                failure,
                startedAt,
                finishedAt,
                spend,
                changed,
                lastSeq,
                version,
                redrives,
                cancelling,
                reason,
                approval);
    }

    Task with(Failure changed) {
        return new Task(
                origin,
                status,
                graphState,
                changed,
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

    Task with(Approval changed) {
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
                changed);
    }

    Task started(Instant at) {
        return new Task(
                origin,
                Status.RUNNING,
                graphState,
                failure,
                startedAt == null ? at : startedAt,
                null,
                spend,
                work,
                lastSeq,
                version,
                redrives,
                cancelling,
                reason,
                approval);
    }

    Task finished(Status end, Instant at) {
        return new Task(
                origin,
                end,
                graphState,
                failure,
                startedAt,
                at,
                spend,
                work,
                lastSeq,
                version,
                redrives,
                false,
                reason,
                approval);
    }

    Task cancelling(String why) {
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
                true,
                why,
                approval);
    }

    /**
     * Waits again for a slot, with another allowance of turns and rounds; failed agents are pending
     * again.
     */
    Task redriven() {
        var graph = new EnumMap<>(graphState);
        graph.replaceAll(
                (agent, state) -> state == Agent.State.FAILED ? Agent.State.PENDING : state);
        return new Task(
                origin,
                Status.PENDING,
                graph,
                null,
                startedAt,
                null,
                spend,
                work,
                lastSeq,
                version,
                redrives + 1,
                false,
                null,
                approval);
    }

    Task numbered(long seq, long nextVersion) {
        return new Task(
                origin,
                status,
                graphState,
                failure,
                startedAt,
                finishedAt,
                spend,
                work,
                seq,
                nextVersion,
                redrives,
                cancelling,
                reason,
                approval);
    }
}
