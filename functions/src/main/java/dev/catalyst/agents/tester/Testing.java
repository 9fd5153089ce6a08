package dev.catalyst.agents.tester;

import dev.catalyst.agents.Access;
import dev.catalyst.agents.Answer;
import dev.catalyst.agents.Brief;
import dev.catalyst.agents.Decision;
import dev.catalyst.agents.Effect;
import dev.catalyst.agents.Excerpt;
import dev.catalyst.agents.Findings;
import dev.catalyst.agents.RepairOrder;
import dev.catalyst.agents.Role;
import dev.catalyst.agents.Session;
import dev.catalyst.agents.Told;
import dev.catalyst.agents.architect.Architecture;
import dev.catalyst.agents.planner.Plan;
import dev.catalyst.events.EventDraft;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Failure;
import dev.catalyst.workspace.FileRef;
import dev.catalyst.workspace.Workspace;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Writes acceptance tests from the plan and the contracts, without a look at the code, and has all
 * tests run. Once they have run they are frozen: what fails then is the code's fault.
 */
final class Testing implements Role<Tested> {

    private static final int LONGEST_LIST = 1_500;

    private final int mostRepairRounds;

    Testing(int mostRepairRounds) {
        this.mostRepairRounds = mostRepairRounds;
    }

    @Override
    public Agent agent() {
        return Agent.TESTER;
    }

    @Override
    public String purpose(Session session) {
        return frozen(session).isPresent()
                ? "The tester runs the acceptance tests again, unchanged."
                : "The tester writes acceptance tests from the plan alone, so that the code cannot tell it what to expect.";
    }

    @Override
    public int mostTurns() {
        return 30;
    }

    private static Optional<FrozenTests> frozen(Session session) {
        return session.artifact(FrozenTests.NAME, FrozenTests.class);
    }

    @Override
    public Brief brief(Session session) {
        return new Brief()
                .text("task_prompt", session.task().origin().prompt())
                .json("plan", plan(session))
                .json("architecture", architecture(session));
    }

    private static Plan plan(Session session) {
        return session.require(Plan.NAME, Plan.class);
    }

    private static Architecture architecture(Session session) {
        return session.require(Architecture.NAME, Architecture.class);
    }

    @Override
    public Access access(Session session) {
        Workspace present = session.workspace();
        Architecture architecture = architecture(session);
        Function<String, Optional<String>> refusal =
                path -> {
                    Optional<String> owner = architecture.owner(path);
                    if (owner.isPresent()) {
                        return Optional.of("it belongs to the component " + owner.get());
                    }
                    return own(present, path)
                            ? Optional.empty()
                            : Optional.of("there is such a file already: take another name");
                };
        return Access.writing(refusal).seeing(path -> own(present, path));
    }

    /** What the tester wrote itself, or nobody yet. */
    private static boolean own(Workspace workspace, String path) {
        return workspace.changed().contains(path) || !workspace.files().containsKey(path);
    }

    @Override
    public Answer<Tested> answer(Session session) {
        List<String> criteria = plan(session).criterionIds();
        return Answer.of(Tested.class, tested -> tested.problems(criteria));
    }

    @Override
    public Optional<Decision> beforehand(Session session) {
        return frozen(session).map(tests -> new Decision.Sandbox(Kind.TEST, Effect.NONE));
    }

    @Override
    public Decision finished(Session session, Tested tested) {
        if (session.workspace().changed().isEmpty()) {
            return new Decision.GoOn(
                    "Error: you have written no test yet. Write test files first, then finish.");
        }
        return new Decision.Sandbox(Kind.TEST, Effect.of(Told.log(agent(), tested.summary())));
    }

    @Override
    public Decision observed(Session session, Verdict verdict) {
        if (frozen(session).isEmpty() && isOwnFault(session, verdict)) {
            return new Decision.GoOn(
                    "Your tests do not run. Mend them, then finish again.\n" + Findings.of(verdict),
                    Effect.of(
                            Told.log(
                                    agent(),
                                    "The tests do not run yet: "
                                            + Findings.failures(verdict).getFirst())));
        }
        return judged(session, verdict);
    }

    /** Tests that do not compile, or none: nothing is known of the code yet. */
    private static boolean isOwnFault(Session session, Verdict verdict) {
        var own = session.workspace().changed();
        boolean broken =
                verdict.diagnostics().stream().anyMatch(found -> own.contains(found.file()));
        boolean none =
                verdict.tests().isEmpty() && verdict.diagnostics().isEmpty() && !verdict.timedOut();
        return !verdict.ok() && (broken || none);
    }

    private Decision judged(Session session, Verdict verdict) {
        var report = Report.of(verdict);
        String number = String.valueOf(session.input().turn());
        String stored = session.artifacts().put(session.key(), "report-" + number, report);
        Effect effect =
                frozen(session)
                        .map(tests -> Effect.NONE)
                        .orElseGet(() -> freeze(session))
                        .work(work -> work.withArtifact(Report.NAME, stored))
                        .tell(told(report, stored));
        if (verdict.ok()) {
            return new Decision.Done(
                    effect.tell(Told.completed(agent(), "All " + report.passed() + " tests pass")));
        }
        List<String> failures = Findings.failures(verdict);
        RepairOrder before =
                session.artifact(RepairOrder.NAME, RepairOrder.class).orElseGet(RepairOrder::none);
        if (before.byTester() >= session.allowance(mostRepairRounds)) {
            return new Decision.GiveUp(
                    Failure.Code.TESTS_FAILING, stillFailing(before.byTester(), failures), effect);
        }
        RepairOrder order = before.ofTester(failures);
        String ordered =
                session.artifacts()
                        .put(
                                session.key(),
                                "repair-" + (order.byTester() + order.byReviewer()),
                                order);
        return new Decision.Repair(
                effect.work(work -> work.withArtifact(RepairOrder.NAME, ordered))
                        .tell(
                                Told.log(
                                        agent(),
                                        "The coder is asked to mend:\n"
                                                + String.join("\n", failures))));
    }

    private static Effect freeze(Session session) {
        var all = session.workspace().files();
        Map<String, FileRef> files =
                session.workspace().changed().stream()
                        .collect(Collectors.toMap(path -> path, all::get));
        String stored =
                session.artifacts().put(session.key(), FrozenTests.NAME, new FrozenTests(files));
        return Effect.NONE.work(work -> work.withArtifact(FrozenTests.NAME, stored));
    }

    private static String stillFailing(int rounds, List<String> failures) {
        return "After "
                + rounds
                + " rounds of repair these still fail: "
                + Excerpt.of(String.join("; ", failures), LONGEST_LIST)
                + ". Redrive the task for as many rounds again, or make the prompt clearer there.";
    }

    private EventDraft told(Report report, String stored) {
        String message = report.passed() + " tests passed, " + report.failed() + " failed";
        var data =
                Map.of(
                        "passed", report.passed(),
                        "failed", report.failed(),
                        "isolation", report.isolation(),
                        "duration_ms", report.durationMs(),
                        "failures", report.failures(),
                        // whole, where an event has no room for all of them
                        "report", stored);
        return report.failures().isEmpty()
                ? EventDraft.info("tests.finished", agent().toString(), message, data)
                : EventDraft.warning("tests.finished", agent().toString(), message, data);
    }
}
