package dev.catalyst.agents.planner;

import dev.catalyst.agents.Access;
import dev.catalyst.agents.Answer;
import dev.catalyst.agents.Brief;
import dev.catalyst.agents.Decision;
import dev.catalyst.agents.Effect;
import dev.catalyst.agents.Findings;
import dev.catalyst.agents.Role;
import dev.catalyst.agents.Session;
import dev.catalyst.agents.Told;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;

import java.util.stream.Collectors;

/** From the prompt to a plan, whose first event says what was understood. */
final class Planning implements Role<Plan> {

    private static final Answer<Plan> ANSWER = Answer.of(Plan.class, Plan::problems);

    @Override
    public Agent agent() {
        return Agent.PLANNER;
    }

    @Override
    public String purpose(Session session) {
        return "The planner reads the prompt, to say what is to be built and how one can tell that it was.";
    }

    @Override
    public int mostTurns() {
        return 12;
    }

    @Override
    public Brief brief(Session session) {
        var brief = new Brief().text("task_prompt", session.task().origin().prompt());
        if (!session.workspace().files().isEmpty()) {
            brief.files(session.workspace().files().keySet());
        }
        return brief.repository(session).lessons(session);
    }

    @Override
    public Access access(Session session) {
        return Access.reading().knowing();
    }

    @Override
    public Answer<Plan> answer(Session session) {
        return ANSWER;
    }

    @Override
    public Decision observed(Session session, Verdict verdict) {
        return new Decision.GoOn(Findings.of(verdict));
    }

    @Override
    public Decision finished(Session session, Plan plan) {
        String stored = session.artifacts().put(session.key(), Plan.NAME, plan);
        return new Decision.Done(
                Effect.of(
                                Told.log(agent(), understood(plan)),
                                Told.log(agent(), criteria(plan)),
                                Told.completed(
                                        agent(),
                                        "The plan has %d requirements and %d criteria"
                                                .formatted(
                                                        plan.requirements().size(),
                                                        plan.criteria().size())))
                        .work(work -> work.withArtifact(Plan.NAME, stored)));
    }

    private static String understood(Plan plan) {
        String assumed = String.join("; ", plan.assumptions());
        return "Understood: " + plan.goal() + (assumed.isEmpty() ? "" : " Assumed: " + assumed);
    }

    private static String criteria(Plan plan) {
        return plan.criteria().stream()
                .map(criterion -> criterion.id() + " " + criterion.text())
                .collect(Collectors.joining("\n", "It is done when:\n", ""));
    }
}
