package dev.catalyst.agents.coder;

import dev.catalyst.agents.Access;
import dev.catalyst.agents.Answer;
import dev.catalyst.agents.Brief;
import dev.catalyst.agents.Decision;
import dev.catalyst.agents.Effect;
import dev.catalyst.agents.Findings;
import dev.catalyst.agents.RepairOrder;
import dev.catalyst.agents.Role;
import dev.catalyst.agents.Session;
import dev.catalyst.agents.Told;
import dev.catalyst.agents.architect.Architecture;
import dev.catalyst.agents.planner.Plan;
import dev.catalyst.agents.tester.FrozenTests;
import dev.catalyst.events.EventDraft;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Task;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes one component, or, as component {@code repair-n}, mends the whole application. It is done
 * when what it wrote compiles together with what it builds on.
 */
final class Coding implements Role<Coded> {

    private static final Answer<Coded> ANSWER = Answer.of(Coded.class, coded -> List.of());

    @Override
    public Agent agent() {
        return Agent.CODER;
    }

    private static String component(Session session) {
        String component = session.component();
        if (component == null) {
            throw new IllegalStateException("a coder's step names its component");
        }
        return component;
    }

    private static boolean repairs(Session session) {
        return component(session).startsWith("repair-");
    }

    @Override
    public String purpose(Session session) {
        return repairs(session)
                ? "The coder mends what the "
                        + order(session).by()
                        + " found: round "
                        + session.input().round()
                : "The coder writes the components in the order in which they build on each other.";
    }

    @Override
    public int mostTurns() {
        return 40;
    }

    @Override
    public Brief brief(Session session) {
        var brief =
                new Brief()
                        .text("task_prompt", session.task().origin().prompt())
                        .json("plan", session.require(Plan.NAME, Plan.class))
                        .json("architecture", architecture(session))
                        .text("component", component(session))
                        .files(session.workspace().files().keySet());
        if (repairs(session)) {
            brief.text("round", Integer.toString(session.input().round()))
                    .lines("failures", order(session).failures());
        }
        return brief.repository(session).lessons(session);
    }

    private static Architecture architecture(Session session) {
        return session.require(Architecture.NAME, Architecture.class);
    }

    private static RepairOrder order(Session session) {
        return session.artifact(RepairOrder.NAME, RepairOrder.class).orElseGet(RepairOrder::none);
    }

    @Override
    public Access access(Session session) {
        Optional<FrozenTests> tests = session.artifact(FrozenTests.NAME, FrozenTests.class);
        Function<String, Optional<String>> owned =
                repairs(session) ? path -> Optional.empty() : owned(session);
        return Access.writing(
                        path ->
                                tests.isPresent() && tests.get().files().containsKey(path)
                                        ? Optional.of(
                                                "it is an acceptance test, which is frozen: mend the code, not the test")
                                        : owned.apply(path))
                .knowing();
    }

    /** A component's coder leaves the files of others alone. */
    private static Function<String, Optional<String>> owned(Session session) {
        Architecture architecture = architecture(session);
        return path ->
                architecture
                        .owner(path)
                        .filter(owner -> !owner.equals(component(session)))
                        .map(
                                owner ->
                                        "it belongs to the component "
                                                + owner
                                                + ": keep to its contract");
    }

    @Override
    public Answer<Coded> answer(Session session) {
        return ANSWER;
    }

    @Override
    public Kind test(Session session) {
        return repairs(session) ? Kind.TEST : Kind.COMPILE;
    }

    @Override
    public Decision finished(Session session, Coded coded) {
        if (session.workspace().changed().isEmpty()) {
            return new Decision.GoOn(
                    "Error: you have written no file yet. Write the files first, then finish.");
        }
        return new Decision.Sandbox(Kind.COMPILE, Effect.of(Told.log(agent(), coded.summary())));
    }

    @Override
    public Decision observed(Session session, Verdict verdict) {
        if (!verdict.ok()) {
            return new Decision.GoOn(
                    "It does not compile. Mend it, then finish again.\n" + Findings.of(verdict),
                    Effect.of(
                            Told.log(
                                    agent(),
                                    component(session)
                                            + " does not compile: "
                                            + Findings.failures(verdict).getFirst())));
        }
        String component = component(session);
        boolean repair = repairs(session);
        return new Decision.Done(
                Effect.NONE
                        .work(work -> repair ? work : work.finished(component))
                        .task(task -> repair || isWhole(task) ? completed(task) : task)
                        .tell(task -> List.of(told(task, component))));
    }

    private static boolean isWhole(Task task) {
        return task.work().waves().stream()
                .allMatch(wave -> task.work().finished().containsAll(wave.components()));
    }

    private static Task completed(Task task) {
        return task.with(Agent.CODER, Agent.State.COMPLETED);
    }

    private EventDraft told(Task after, String component) {
        return after.state(Agent.CODER) == Agent.State.COMPLETED
                ? Told.completed(agent(), "All code is written and compiles")
                : EventDraft.info(
                        "log",
                        agent().toString(),
                        "The component " + component + " is written and compiles",
                        Map.of("component", component));
    }
}
