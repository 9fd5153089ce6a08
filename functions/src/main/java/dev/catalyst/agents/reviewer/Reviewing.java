package dev.catalyst.agents.reviewer;

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
import dev.catalyst.agents.tester.Report;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Failure;
import dev.catalyst.workspace.Workspace;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the whole change and the test report, and judges each criterion of the plan. */
final class Reviewing implements Role<Review> {

    private static final int MOST_ROUNDS = 2;

    @Override
    public Agent agent() {
        return Agent.REVIEWER;
    }

    @Override
    public String purpose(Session session) {
        return "The reviewer reads the change and the test report, to judge each criterion before anything is deployed.";
    }

    @Override
    public int mostTurns() {
        return 12;
    }

    @Override
    public Brief brief(Session session) {
        return new Brief()
                .text("task_prompt", session.task().origin().prompt())
                .json("plan", plan(session))
                .json("architecture", session.require(Architecture.NAME, Architecture.class))
                .json("report", session.require(Report.NAME, Report.class))
                .files(session.workspace().files().keySet())
                .text("round", Integer.toString(session.input().round()))
                .text(
                        "diff",
                        new Diff(session.workspaces())
                                .between(before(session), session.workspace()));
    }

    private static Plan plan(Session session) {
        return session.require(Plan.NAME, Plan.class);
    }

    /** The files that the task began with, if it began with any. */
    private static Optional<Workspace> before(Session session) {
        List<String> keys =
                session.task().work().startedFrom().getOrDefault(Agent.ARCHITECT, List.of());
        return keys.isEmpty() ? Optional.empty() : Optional.of(session.workspaces().load(keys));
    }

    @Override
    public Access access(Session session) {
        return Access.reading();
    }

    @Override
    public Answer<Review> answer(Session session) {
        List<String> criteria = plan(session).criterionIds();
        return Answer.of(Review.class, review -> review.problems(criteria));
    }

    @Override
    public Decision observed(Session session, Verdict verdict) {
        return new Decision.GoOn(Findings.of(verdict));
    }

    @Override
    public Decision finished(Session session, Review review) {
        RepairOrder before =
                session.artifact(RepairOrder.NAME, RepairOrder.class).orElseGet(RepairOrder::none);
        String stored =
                session.artifacts()
                        .put(session.key(), "review-" + (before.byReviewer() + 1), review);
        Effect effect =
                Effect.of(Told.log(agent(), words(review)))
                        .work(work -> work.withArtifact(Review.NAME, stored));
        return switch (review.verdict()) {
            case APPROVE ->
                    new Decision.Done(
                            effect.tell(
                                    Told.completed(
                                            agent(),
                                            "All "
                                                    + review.criteria().size()
                                                    + " criteria are met")));
            case BLOCK -> blocked(session, review, before, effect);
        };
    }

    private Decision blocked(Session session, Review review, RepairOrder before, Effect effect) {
        List<String> wrong = wrong(review);
        if (before.byReviewer() >= session.allowance(MOST_ROUNDS)) {
            return new Decision.GiveUp(
                    Failure.Code.REVIEW_BLOCKED,
                    "After %d rounds of repair the reviewer still blocks: %s. Redrive the task for as many rounds again, or make the prompt clearer there."
                            .formatted(before.byReviewer(), String.join("; ", wrong)),
                    effect);
        }
        RepairOrder order = before.ofReviewer(wrong);
        String ordered =
                session.artifacts()
                        .put(
                                session.key(),
                                "repair-" + (order.byTester() + order.byReviewer()),
                                order);
        return new Decision.Repair(
                effect.work(work -> work.withArtifact(RepairOrder.NAME, ordered)));
    }

    private static List<String> wrong(Review review) {
        var unmet =
                review.criteria().stream()
                        .filter(judgement -> !judgement.met())
                        .map(judgement -> judgement.id() + " is not met: " + judgement.note());
        return Stream.concat(review.blocking().stream().map(Review.Finding::toString), unmet)
                .toList();
    }

    private static String words(Review review) {
        var judged =
                review.criteria().stream()
                        .map(
                                judgement ->
                                        judgement.id()
                                                + (judgement.met() ? " is met: " : " is not met: ")
                                                + judgement.note());
        var found = review.findings().stream().map(Review.Finding::toString);
        return Stream.concat(judged, found)
                .collect(
                        Collectors.joining("\n", "Verdict: " + review.verdict().wire() + "\n", ""));
    }
}
