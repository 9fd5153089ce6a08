package dev.catalyst.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.agents.AgentOutput.GaveUp;
import dev.catalyst.agents.AgentOutput.Next;
import dev.catalyst.agents.AgentOutput.SandboxRun;
import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Json;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Failure;
import dev.catalyst.tasks.Task;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.TurnCommit;
import dev.catalyst.tasks.TurnKey;
import dev.catalyst.workspace.Workspace;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of an agent: what a stored turn answers again, what the agent decides by itself, or one
 * turn of its model; then everything that it leaves behind in one transaction. A step that is tried
 * again after a crash comes to the same end, and does nothing twice that was stored.
 */
public final class Step {

    private final Means means;
    private final Conversations conversations;
    private final Prompts prompts = new Prompts();

    public Step(Means means) {
        this.means = means;
        this.conversations = new Conversations(means.turns(), means.artifacts());
    }

    /**
     * Takes the step.
     *
     * @param left time until the invocation is cut
     */
    public <T extends Record> AgentOutput run(Role<T> role, AgentInput input, Duration left) {
        Instant began = means.clock().instant();
        var key = new TaskKey(input.tenant(), input.taskId());
        Task task = means.turns().open(key);
        if (task.failure() != null) {
            throw new AgentFailed(task.failure());
        }
        int turn = input.turn();
        for (var stored = stored(key, role, input, turn); stored.isPresent(); ) {
            GaveUp gaveUp = stored.get().gaveUp();
            if (gaveUp == null) {
                return stored.get();
            }
            if (gaveUp.redrives() == task.redrives()) {
                throw failed(key, gaveUp.failure());
            }
            // a redrive goes on behind the turn that was given up
            turn++;
            stored = stored(key, role, input, turn);
        }
        return new Running<>(role, input, key, turn, began, left).run();
    }

    private Optional<AgentOutput> stored(TaskKey key, Role<?> role, AgentInput input, int turn) {
        return means.turns()
                .recorded(key, new TurnKey(role.agent(), input.component(), turn))
                .map(output -> Json.read(output.toString(), AgentOutput.class));
    }

    private AgentFailed failed(TaskKey key, Failure failure) {
        return new AgentFailed(means.turns().fail(key, failure));
    }

    /** The state of one step. */
    private final class Running<T extends Record> {
        private final Role<T> role;
        private final AgentInput input;
        private final TaskKey key;
        private final TurnKey turn;
        private final Instant began;
        private final Duration left;
        private final OwnFiles files;

        private Running(
                Role<T> role,
                AgentInput input,
                TaskKey key,
                int number,
                Instant began,
                Duration left) {
            this.role = role;
            this.input = input;
            this.key = key;
            this.turn = new TurnKey(role.agent(), input.component(), number);
            this.began = began;
            this.left = left;
            this.files = new OwnFiles(key, turn, input.workspace(), means.workspaces());
        }

        private AgentOutput run() {
            Task task = means.turns().open(key);
            var loaded =
                    conversations.load(
                            key, role.agent(), input.component(), turn.turn(), task.redrives());
            Carry carry = loaded.carry();
            var session =
                    new Session(
                            task,
                            input,
                            files.load(),
                            began,
                            carry.guards().setbacks(),
                            means.artifacts(),
                            means.workspaces(),
                            means.lessons());
            if (task.state(role.agent()) != Agent.State.RUNNING) {
                means.turns().start(key, role.agent(), input.workspace(), started(session));
            }
            Decision decision;
            String verdictKey = input.observation();
            if (verdictKey != null && !verdictKey.equals(carry.observed())) {
                Verdict verdict = verdict(verdictKey);
                int setbacks = verdict.ok() ? 0 : carry.guards().setbacks() + 1;
                carry = carry.with(carry.guards().withSetbacks(setbacks));
                decision = observed(session, carry, verdict, loaded.redriven());
            } else {
                decision = role.beforehand(session).orElseGet(() -> new Decision.GoOn(""));
            }
            if (decision instanceof Decision.GoOn(String told, Effect effect)) {
                var turnOfModel =
                        new ModelTurn<>(
                                means, prompts, role, session, turn, agentLeft(task, carry));
                return settle(
                        turnOfModel.take(carry, loaded.transcript(), told, left), effect, session);
            }
            Carry after = verdictKey == null ? carry : carry.seen(verdictKey);
            return settle(
                    Taken.withoutModel(
                            decision,
                            session.workspace(),
                            loaded.transcript() == null ? after.ended() : after),
                    Effect.NONE,
                    session);
        }

        private Decision observed(Session session, Carry carry, Verdict verdict, boolean redriven) {
            if (verdict.exitCode() < 0 && verdict.error() != null) {
                // after a redrive what was missing may be there: a new run, by this turn's name
                return redriven
                        ? new Decision.Sandbox(verdict.kind(), Effect.NONE)
                        : new Decision.GiveUp(Failure.Code.SANDBOX_UNAVAILABLE, verdict.error());
            }
            // a run that the model asked for is the model's to judge
            boolean asked =
                    carry.pending() != null
                            && carry.pending().tool().equals(Tool.RUN_TESTS.wireName());
            return asked
                    ? new Decision.GoOn(Findings.of(verdict))
                    : role.observed(session, verdict);
        }

        private EventDraft started(Session session) {
            return EventDraft.info(
                    "agent.started",
                    role.agent().toString(),
                    role.purpose(session),
                    Map.of("agent", role.agent()));
        }

        private Verdict verdict(String stored) {
            return means.verdicts()
                    .find(stored)
                    .orElseThrow(() -> new IllegalStateException("no verdict at " + stored));
        }

        private Duration agentLeft(Task task, Carry carry) {
            return means.agentTimeout()
                    .multipliedBy(1L + task.redrives())
                    .minusMillis(carry.activeMs());
        }

        /** Stores what the step leaves behind and gives the state machine its answer. */
        private AgentOutput settle(Taken taken, Effect before, Session session) {
            Decision decision = taken.decision();
            if (decision instanceof Decision.GiveUp giveUp && taken.row() == null) {
                Effect last = before.then(giveUp.effect());
                // its call was not billed: what was promised for it is free again
                last = last.task(task -> task.with(task.spend().release(turn.toString())));
                throw new AgentFailed(
                        means.turns().fail(key, failure(giveUp), last.change(), last.events()));
            }
            Workspace workspace =
                    decision instanceof Decision.Designed designed
                            ? designed.workspace()
                            : taken.workspace();
            boolean changed = !workspace.equals(session.workspace());
            List<String> keys = changed ? files.save(workspace) : input.workspace();
            AgentOutput output = output(decision, keys, session.task());
            Carry carry = taken.carry().worked(sinceBegan().toMillis());
            if (ends(decision)) {
                carry = carry.ended();
            }
            Effect effect =
                    before.then(taken.effect())
                            .then(decision.effect())
                            .work(work -> changed ? files.noted(work) : work)
                            .task(task -> state(decision, task));
            ObjectNode stored =
                    means.turns()
                            .commit(
                                    key,
                                    new TurnCommit(
                                            turn,
                                            taken.row(),
                                            Json.MAPPER.valueToTree(output),
                                            conversations.part(
                                                    key,
                                                    turn,
                                                    taken.messages(),
                                                    taken.summary(),
                                                    carry),
                                            effect.change(),
                                            effect.events(),
                                            effect.also()));
            AgentOutput answer = Json.read(stored.toString(), AgentOutput.class);
            if (answer.gaveUp() != null) {
                throw failed(key, answer.gaveUp().failure());
            }
            return answer;
        }

        private AgentOutput output(Decision decision, List<String> keys, Task task) {
            int next = turn.turn() + 1;
            return switch (decision) {
                case Decision.GoOn goOn -> new AgentOutput(Next.TURN, next, keys, null, null, null);
                case Decision.Done done -> new AgentOutput(Next.DONE, next, keys, null, null, null);
                case Decision.Designed designed ->
                        new AgentOutput(Next.DONE, next, keys, null, designed.waves(), null);
                case Decision.Repair repair ->
                        new AgentOutput(Next.REPAIR, next, keys, null, null, null);
                case Decision.Wait wait -> new AgentOutput(Next.WAIT, next, keys, null, null, null);
                case Decision.Sandbox sandbox ->
                        new AgentOutput(
                                Next.SANDBOX, next, keys, run(sandbox, keys, task), null, null);
                case Decision.GiveUp giveUp ->
                        new AgentOutput(
                                Next.FAILED,
                                next,
                                keys,
                                null,
                                null,
                                new GaveUp(failure(giveUp), task.redrives()));
            };
        }

        private SandboxRun run(Decision.Sandbox sandbox, List<String> keys, Task task) {
            return new SandboxRun(
                    turn.toString().replace('#', '-'),
                    sandbox.kind(),
                    keys,
                    isTrusted(task),
                    sandbox.path());
        }

        /** Whether no model wrote the code, as the task was created and as agents work now. */
        private boolean isTrusted(Task task) {
            return task.origin().mode().equals("simulated")
                    && Arrays.stream(Agent.values())
                            .allMatch(
                                    agent -> means.models().nameFor(agent.toString()).simulated());
        }

        private Failure failure(Decision.GiveUp giveUp) {
            return new Failure(giveUp.code(), role.agent(), giveUp.message());
        }

        private Duration sinceBegan() {
            return Duration.between(began, means.clock().instant());
        }

        /** A coder's own rules say when all of its components are done. */
        private Task state(Decision decision, Task task) {
            return switch (decision) {
                case Decision.Done done when role.agent() != Agent.CODER ->
                        task.with(role.agent(), Agent.State.COMPLETED);
                case Decision.Designed designed -> task.with(role.agent(), Agent.State.COMPLETED);
                case Decision.Repair repair -> task.with(role.agent(), Agent.State.PENDING);
                case Decision.Done done -> task;
                case Decision.GoOn goOn -> task;
                case Decision.Sandbox sandbox -> task;
                case Decision.Wait wait -> task;
                case Decision.GiveUp giveUp -> task;
            };
        }
    }

    private static boolean ends(Decision decision) {
        return switch (decision) {
            case Decision.Done done -> true;
            case Decision.Designed designed -> true;
            case Decision.Repair repair -> true;
            case Decision.GoOn goOn -> false;
            case Decision.Sandbox sandbox -> false;
            case Decision.Wait wait -> false;
            case Decision.GiveUp giveUp -> false;
        };
    }
}
