package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.projects.GithubRepository;
import dev.catalyst.projects.Projects;
import dev.catalyst.sandbox.SandboxFunctions;
import dev.catalyst.sandbox.SandboxUnavailable;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Work.Wave;
import dev.catalyst.workspace.RepositoryHead;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * First state of a task: where it begins, whether code that a model wrote can be run at all, and
 * whether its result could be deployed.
 */
public final class TaskOpened extends StepHandler<TaskOpened.Input, TaskOpened.Output> {

    record Input(String taskId, String tenant) {}

    record Output(
            Agent startAt,
            List<Wave> waves,
            List<String> workspace,
            int maxParallelCoders,
            boolean requireApproval,
            boolean importsRepository) {}

    private final Turns turns;
    private final SandboxFunctions sandbox;
    private final int maxParallelCoders;
    private final Projects projects;
    private final Optional<URI> github;

    public TaskOpened() {
        this(StartCheck.needs("TABLE_NAME", "MAX_PARALLEL_CODERS", "SANDBOX_JAVA").passed());
    }

    private TaskOpened(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                SandboxFunctions.of(env),
                Integer.parseInt(env.require("MAX_PARALLEL_CODERS")),
                GithubRepository.target(env));
    }

    TaskOpened(Table table, SandboxFunctions sandbox, int maxParallelCoders, Optional<URI> github) {
        super(Input.class);
        this.turns = new Turns(table, Stores.tasks(table, InstantSource.system()));
        this.sandbox = sandbox;
        this.maxParallelCoders = maxParallelCoders;
        this.projects = new Projects(table);
        this.github = github;
    }

    @Override
    protected Output handle(Input input, Context context) {
        var key = new TaskKey(input.tenant(), input.taskId());
        var task = turns.open(key);
        var origin = task.origin();
        var undeployable = undeployable(task);
        if (undeployable.isPresent()) {
            var failure =
                    new Failure(
                            Failure.Code.DEPLOYMENT_FAILED, origin.startAt(), undeployable.get());
            turns.fail(key, failure);
            throw new NotDeployable(failure.message());
        }
        try {
            sandbox.probe(origin.mode().equals("live"));
        } catch (SandboxUnavailable unavailable) {
            // told as the failure of the agent that would have been first
            turns.fail(
                    key,
                    new Failure(
                            Failure.Code.SANDBOX_UNAVAILABLE,
                            origin.startAt(),
                            unavailable.getMessage()));
            throw unavailable;
        }
        return new Output(
                origin.startAt(),
                task.work().waves(),
                task.work().workspace(),
                maxParallelCoders,
                origin.requireApproval(),
                importsRepository(task));
    }

    private boolean importsRepository(Task task) {
        var origin = task.origin();
        return origin.startAt() == Agent.PLANNER
                && !task.work().artifacts().containsKey(RepositoryHead.NAME)
                && projects.find(origin.tenant(), origin.projectId())
                        .filter(project -> project.repoUrl() != null)
                        .isPresent();
    }

    /** Why the result could not be deployed in the end: told before anything is paid for. */
    private Optional<String> undeployable(Task task) {
        return github.flatMap(
                api -> {
                    var project =
                            projects.find(task.origin().tenant(), task.origin().projectId())
                                    .orElseThrow();
                    return switch (GithubRepository.of(project, api)) {
                        case GithubRepository.Found.At at -> Optional.empty();
                        case GithubRepository.Found.Not(String reason) -> Optional.of(reason);
                    };
                });
    }
}
