package dev.catalyst.agents.deployer;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.agents.Access;
import dev.catalyst.agents.Answer;
import dev.catalyst.agents.Brief;
import dev.catalyst.agents.Decision;
import dev.catalyst.agents.Effect;
import dev.catalyst.agents.Findings;
import dev.catalyst.agents.Role;
import dev.catalyst.agents.Session;
import dev.catalyst.agents.Told;
import dev.catalyst.agents.architect.Architecture;
import dev.catalyst.agents.planner.Plan;
import dev.catalyst.agents.tester.Report;
import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Json;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Deployment;
import dev.catalyst.tasks.Failure;
import dev.catalyst.tasks.Spend;
import dev.catalyst.tasks.Task;
import dev.catalyst.workspace.GitCommit;
import dev.catalyst.workspace.Spool;

import org.jspecify.annotations.Nullable;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Has the application started in the sandbox, then commits it and stores its bundle. */
final class Deploying implements Role<Deployed> {

    private static final Answer<Deployed> ANSWER = Answer.of(Deployed.class, Deploying::problems);
    private static final String SMOKE = "smoke";
    private static final String ROLLOUT = "rollout";
    private static final int MOST_FAILED_STARTS = 3;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(40);

    private final Target target;

    Deploying(Target target) {
        this.target = target;
    }

    @Override
    public Agent agent() {
        return Agent.DEPLOYER;
    }

    @Override
    public String purpose(Session session) {
        return "The deployer starts the application in the sandbox, and if it answers "
                + (isMock() ? "stores its bundle." : "deploys it to " + target.name() + ".");
    }

    @Override
    public int mostTurns() {
        return 6;
    }

    @Override
    public Brief brief(Session session) {
        return new Brief()
                .text("task_prompt", session.task().origin().prompt())
                .json("plan", session.require(Plan.NAME, Plan.class))
                .json("architecture", architecture(session))
                .json("report", session.require(Report.NAME, Report.class))
                .lines("files", session.workspace().files().keySet());
    }

    private static Architecture architecture(Session session) {
        return session.require(Architecture.NAME, Architecture.class);
    }

    @Override
    public Access access(Session session) {
        return Access.reading();
    }

    @Override
    public Answer<Deployed> answer(Session session) {
        return ANSWER;
    }

    private static List<String> problems(Deployed deployed) {
        return deployed.smoke().path().matches("/[!-~]*")
                ? List.of()
                : List.of("smoke.path must begin with / and hold no spaces");
    }

    @Override
    public Decision finished(Session session, Deployed deployed) {
        String stored = session.artifacts().put(session.key(), SMOKE, deployed);
        return new Decision.Sandbox(
                Kind.SMOKE,
                deployed.smoke().path(),
                Effect.of(Told.log(agent(), deployed.summary()))
                        .work(work -> work.withArtifact(SMOKE, stored)));
    }

    /** A deployment that is under way goes on, also after a redrive. */
    @Override
    public Optional<Decision> beforehand(Session session) {
        return session.artifact(ROLLOUT, Rollout.class)
                .map(
                        rollout ->
                                rollout.redrives() == session.task().redrives()
                                        ? published(session, rollout, false)
                                        : published(session, rollout.again(session), true));
    }

    @Override
    public Decision observed(Session session, Verdict verdict) {
        if (verdict.ok()) {
            return deployed(session, verdict);
        }
        String found = String.join("; ", Findings.failures(verdict));
        if (session.setbacks() + 1 >= MOST_FAILED_STARTS) {
            return new Decision.GiveUp(
                    Failure.Code.DEPLOYMENT_FAILED,
                    "The application does not start or answer in the sandbox: "
                            + found
                            + ". Redrive the task to try again, or fork it from the coder with a prompt that says what is wrong.");
        }
        return new Decision.GoOn(
                "The application does not answer. If the page was the wrong one, finish with another.\n"
                        + Findings.of(verdict),
                Effect.of(Told.log(agent(), "The application does not answer yet: " + found)));
    }

    private Decision deployed(Session session, Verdict verdict) {
        Deployed asked = session.require(SMOKE, Deployed.class);
        var smoke =
                new DeploymentReport.Smoke(
                        asked.smoke().path(), true, verdict.durationMs(), verdict.isolation());
        try (var bundle = new Spool()) {
            var commit = bundle.write(out -> commit(session, asked, out));
            String key =
                    session.artifacts()
                            .put(
                                    session.key(),
                                    "repository.bundle",
                                    "application/octet-stream",
                                    bundle);
            var rollout =
                    new Rollout(commit.sha(), key, smoke, session.now(), session.task().redrives());
            return published(session, rollout, true);
        }
    }

    private static GitCommit commit(Session session, Deployed asked, OutputStream bundle) {
        return GitCommit.of(
                session.workspaces().contents(session.workspace()),
                message(session, asked),
                // the same in every try: a deployment that is made twice is one
                session.task().origin().createdAt(),
                bundle);
    }

    /** Publishes; where that takes long, the next steps go on with it. */
    private Decision published(Session session, Rollout rollout, boolean begins) {
        Task task = session.task();
        Deployed asked = session.require(SMOKE, Deployed.class);
        return switch (target.publish(release(session, asked, rollout.commitSha()))) {
            case Publication.Refused(String reason) -> failed(reason);
            case Publication.Pending(String said) -> waiting(session, rollout, said, begins);
            case Publication.Done done -> {
                var deployment =
                        new Deployment(
                                task.id(),
                                task.id(),
                                done.url(),
                                done.commitSha(),
                                task.spend().unpriced() ? null : Spend.usd(task.spend().costNano()),
                                Json.MAPPER.valueToTree(
                                        report(session, asked, rollout.smoke(), done.note())),
                                isMock(),
                                task.origin().mode(),
                                session.now(),
                                rollout.bundle());
                yield new Decision.Done(stored(session, deployment, done.said()));
            }
        };
    }

    private static Decision failed(String reason) {
        return new Decision.GiveUp(Failure.Code.DEPLOYMENT_FAILED, reason);
    }

    private Decision waiting(Session session, Rollout rollout, String said, boolean begins) {
        if (rollout.since().plus(LONGEST_WAIT).isBefore(session.now())) {
            return failed(
                    "%s, and is not done after %d minutes. Redrive the task to go on waiting: what was done stays done."
                            .formatted(said, LONGEST_WAIT.toMinutes()));
        }
        if (!begins) {
            return new Decision.Wait(Effect.NONE);
        }
        String stored = session.artifacts().put(session.key(), ROLLOUT, rollout);
        return new Decision.Wait(
                Effect.of(Told.log(agent(), said))
                        .work(work -> work.withArtifact(ROLLOUT, stored)));
    }

    private boolean isMock() {
        return target instanceof Bundle;
    }

    private static Effect stored(Session session, Deployment deployment, String said) {
        ObjectNode item = Json.MAPPER.valueToTree(deployment);
        item.put("kind", "deployment");
        return Effect.of(
                        told(deployment, said),
                        Told.completed(
                                Agent.DEPLOYER, "Deployed as commit " + deployment.commitSha()))
                .write(to -> to.put(session.key().item(Deployment.SORT_KEY), item));
    }

    private static Release release(Session session, Deployed asked, String commitSha) {
        Task task = session.task();
        Plan plan = session.require(Plan.NAME, Plan.class);
        Report tests = session.require(Report.NAME, Report.class);
        return new Release(
                session.key(),
                task.origin().projectId(),
                Description.title(plan),
                message(session, asked),
                Description.of(plan, asked, tests, task.id(), task.origin().mode()),
                commitSha,
                task.origin().createdAt(),
                session.workspace(),
                () -> session.workspaces().contents(session.workspace()));
    }

    private static EventDraft told(Deployment deployment, String said) {
        return EventDraft.info(
                "deployment.created",
                Agent.DEPLOYER.toString(),
                said,
                Map.of(
                        "url",
                        deployment.url() == null
                                ? "/api/deployments/" + deployment.taskId()
                                : deployment.url(),
                        "commit_sha",
                        deployment.commitSha(),
                        "mock",
                        deployment.mock()));
    }

    private static String message(Session session, Deployed asked) {
        return session.require(Plan.NAME, Plan.class).goal()
                + "\n\n"
                + asked.summary()
                + "\n\nTask: "
                + session.task().id()
                + "\nMode: "
                + session.task().origin().mode()
                + "\n";
    }

    private DeploymentReport report(
            Session session, Deployed asked, DeploymentReport.Smoke smoke, @Nullable String note) {
        Architecture architecture = architecture(session);
        Report tests = session.require(Report.NAME, Report.class);
        return new DeploymentReport(
                asked.summary(),
                session.task().origin().mode(),
                architecture.runtime().wire(),
                architecture.runCommand(),
                architecture.testCommand(),
                ApiPaths.in(
                        architecture.components().stream()
                                .map(Architecture.Component::contracts)
                                .toList()),
                new DeploymentReport.Tests(tests.passed(), tests.failed(), tests.isolation()),
                smoke,
                List.copyOf(session.workspace().files().keySet()),
                target.name(),
                note);
    }
}
