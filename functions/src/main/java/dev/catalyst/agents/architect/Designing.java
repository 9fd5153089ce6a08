package dev.catalyst.agents.architect;

import dev.catalyst.agents.Access;
import dev.catalyst.agents.Answer;
import dev.catalyst.agents.Brief;
import dev.catalyst.agents.Decision;
import dev.catalyst.agents.Effect;
import dev.catalyst.agents.Findings;
import dev.catalyst.agents.Role;
import dev.catalyst.agents.Session;
import dev.catalyst.agents.Told;
import dev.catalyst.agents.planner.Plan;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Work;
import dev.catalyst.workspace.Change;
import dev.catalyst.workspace.Workspace;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** From the plan to components, each with its files, and the waves in which they are written. */
final class Designing implements Role<Architecture> {

    private static final Answer<Architecture> ANSWER =
            Answer.of(Architecture.class, Designing::problems);

    @Override
    public Agent agent() {
        return Agent.ARCHITECT;
    }

    @Override
    public String purpose(Session session) {
        return "The architect reads the plan, to decide on components, their files and what they promise each other.";
    }

    @Override
    public int mostTurns() {
        return 12;
    }

    @Override
    public Brief brief(Session session) {
        return new Brief()
                .text("task_prompt", session.task().origin().prompt())
                .json("plan", session.require(Plan.NAME, Plan.class))
                .files(session.workspace().files().keySet())
                .repository(session);
    }

    @Override
    public Access access(Session session) {
        return Access.reading().knowing();
    }

    @Override
    public Answer<Architecture> answer(Session session) {
        return ANSWER;
    }

    /** The architecture's own rules, and those of file names. */
    private static List<String> problems(Architecture architecture) {
        var problems = new ArrayList<>(architecture.problems());
        var files = Workspace.empty("-");
        for (var component : architecture.components()) {
            for (String path : component.files()) {
                switch (files.write(path, "")) {
                    case Change.Refused(String reason) -> problems.add(reason);
                    case Change.Done done -> files = done.workspace();
                }
            }
        }
        return problems;
    }

    @Override
    public Decision observed(Session session, Verdict verdict) {
        return new Decision.GoOn(Findings.of(verdict));
    }

    @Override
    public Decision finished(Session session, Architecture architecture) {
        String stored = session.artifacts().put(session.key(), Architecture.NAME, architecture);
        List<Work.Wave> waves =
                Waves.of(architecture.dependencies()).orElseThrow().stream()
                        .map(Work.Wave::new)
                        .toList();
        return new Decision.Designed(
                session.workspace()
                        .asBase()
                        .running(
                                architecture.runtime(),
                                architecture.testCommand(),
                                architecture.runCommand()),
                waves,
                Effect.of(
                                Told.log(agent(), words(architecture)),
                                Told.completed(
                                        agent(),
                                        "The architecture has %d components in %d waves, in %s"
                                                .formatted(
                                                        architecture.components().size(),
                                                        waves.size(),
                                                        architecture.runtime().wire())))
                        .work(
                                work ->
                                        work.withArtifact(Architecture.NAME, stored)
                                                .withWaves(waves)));
    }

    private static String words(Architecture architecture) {
        return architecture.components().stream()
                .map(
                        component ->
                                component.id()
                                        + ": "
                                        + component.purpose()
                                        + " ("
                                        + String.join(", ", component.files())
                                        + ")")
                .collect(Collectors.joining("\n", "Components:\n", ""));
    }
}
