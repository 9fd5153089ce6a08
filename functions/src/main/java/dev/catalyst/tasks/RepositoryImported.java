package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Settings;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.projects.Projects;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Tasks.Change;
import dev.catalyst.workspace.Repositories;
import dev.catalyst.workspace.RepositoryHead;
import dev.catalyst.workspace.RepositoryUnavailable;
import dev.catalyst.workspace.Workspaces;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The task's workspace starts with the files of its project's repository. Once: what the task's
 * item names is what it began with, whatever a retry would find at the branch's head.
 */
public final class RepositoryImported
        extends StepHandler<RepositoryImported.Input, RepositoryImported.Output> {

    record Input(String taskId, String tenant) {}

    record Output(List<String> workspace) {}

    private final Tasks tasks;
    private final Turns turns;
    private final Projects projects;
    private final Repositories repositories;
    private final Workspaces workspaces;
    private final S3Client s3;
    private final String bucket;

    public RepositoryImported() {
        this(StartCheck.needs("TABLE_NAME", "BUCKET_NAME").passed());
    }

    private RepositoryImported(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                new Repositories(new Settings(env)::find),
                Wiring.s3(),
                env.require("BUCKET_NAME"),
                InstantSource.system());
    }

    RepositoryImported(
            Table table,
            Repositories repositories,
            S3Client s3,
            String bucket,
            InstantSource clock) {
        super(Input.class);
        this.tasks = Stores.tasks(table, clock);
        this.turns = new Turns(table, tasks);
        this.projects = new Projects(table);
        this.repositories = repositories;
        this.workspaces = new Workspaces(s3, bucket);
        this.s3 = s3;
        this.bucket = bucket;
    }

    @Override
    protected Output handle(Input input, Context context) {
        var key = new TaskKey(input.tenant(), input.taskId());
        var task = turns.open(key);
        var url =
                projects.find(key.tenant(), task.origin().projectId())
                        .map(project -> project.repoUrl());
        if (task.work().artifacts().containsKey(RepositoryHead.NAME) || url.isEmpty()) {
            return new Output(task.work().workspace());
        }
        return new Output(
                task.origin().mode().equals("live")
                        ? imported(task, url.get())
                        : leftAlone(task, url.get()));
    }

    private List<String> imported(Task task, String url) {
        Repositories.Head head;
        try {
            head = repositories.head(URI.create(url));
        } catch (RepositoryUnavailable unavailable) {
            // told as the failure of the agent that would have been first
            turns.fail(
                    task.key(),
                    new Failure(
                            Failure.Code.REPOSITORY_UNAVAILABLE,
                            task.origin().startAt(),
                            unavailable.getMessage()));
            throw unavailable;
        }
        String manifest =
                Workspaces.key(
                        task.key().tenant(), task.id(), RepositoryHead.NAME + "-" + head.commit());
        workspaces.take(manifest, task.key().tenant(), head.files());
        String skipped =
                head.skipped().isEmpty()
                        ? ""
                        : " %d links, submodules or large files stay out of the workspace."
                                .formatted(head.skipped().size());
        return began(
                task,
                head.about(url),
                List.of(manifest),
                EventDraft.info(
                        "log",
                        "system",
                        "The task begins with %d files of %s at %s.%s"
                                .formatted(head.files().size(), url, head.commit(), skipped)));
    }

    /** The generator reads no code: what it writes stands for itself, in an empty workspace. */
    private List<String> leftAlone(Task task, String url) {
        return began(
                task,
                new RepositoryHead(url, null, 0, 0, ""),
                List.of(),
                EventDraft.warning(
                        "log",
                        "system",
                        "The repository "
                                + url
                                + " is not read: the offline generator writes a new application. Set up a model to work on the repository.",
                        Map.of()));
    }

    /** Content first, then the word of it: the first attempt that comes so far decides. */
    private List<String> began(
            Task task, RepositoryHead head, List<String> files, EventDraft told) {
        String stored =
                task.key().prefix()
                        + RepositoryHead.NAME
                        + "-"
                        + (head.commit() == null ? "none" : head.commit())
                        + ".json";
        s3.putObject(
                put -> put.bucket(bucket).key(stored).contentType("application/json"),
                RequestBody.fromString(Json.write(head)));
        return tasks.change(
                        task.key(),
                        now ->
                                !now.isOpen()
                                                || now.work()
                                                        .artifacts()
                                                        .containsKey(RepositoryHead.NAME)
                                        ? Optional.empty()
                                        : Optional.of(
                                                Change.of(
                                                        now.with(
                                                                now.work()
                                                                        .withArtifact(
                                                                                RepositoryHead.NAME,
                                                                                stored)
                                                                        .beginningWith(files)),
                                                        told)))
                .work()
                .workspace();
    }
}
