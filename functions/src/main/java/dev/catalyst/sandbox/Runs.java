package dev.catalyst.sandbox;

import dev.catalyst.workspace.Language;
import dev.catalyst.workspace.Workspace;
import dev.catalyst.workspace.Workspaces;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.time.Duration;
import java.util.Optional;

/** Brings a workspace to its sandbox and keeps the verdict. */
final class Runs {

    private final S3Presigner presigner;
    private final String bucket;
    private final Workspaces workspaces;
    private final Verdicts verdicts;
    private final SandboxFunctions functions;

    Runs(S3Client s3, S3Presigner presigner, String bucket, SandboxFunctions functions) {
        this.presigner = presigner;
        this.bucket = bucket;
        this.workspaces = new Workspaces(s3, bucket);
        this.verdicts = new Verdicts(s3, bucket);
        this.functions = functions;
    }

    /** Runs once per run id: a verdict that is stored is the answer. */
    RunResult run(RunRequest request) {
        String key = Verdicts.key(request.tenant(), request.taskId(), request.runId());
        Optional<Verdict> stored = verdicts.find(key);
        if (stored.isPresent()) {
            return new RunResult(key, stored.get().ok());
        }
        Workspace workspace = workspaces.load(request.workspace());
        if (!workspace.tenant().equals(request.tenant())) {
            throw new IllegalArgumentException("the workspace is of another tenant than the run");
        }
        Verdict verdict = functions.run(toRun(request, workspace));
        verdicts.store(key, verdict);
        return new RunResult(key, verdict.ok());
    }

    private Run toRun(RunRequest request, Workspace workspace) {
        Language runtime = workspace.runtime();
        if (runtime == null) {
            throw new IllegalArgumentException("the workspace does not say its runtime");
        }
        return new Run(
                request.kind(),
                runtime,
                link(request, workspace),
                request.trusted(),
                workspace.runCommand(),
                request.path(),
                null);
    }

    /** Stores the files as a zip beside the verdict-to-be; a link that reads it for 15 minutes. */
    private String link(RunRequest request, Workspace workspace) {
        String key =
                "tasks/%s/%s/runs/%s.zip"
                        .formatted(request.tenant(), request.taskId(), request.runId());
        workspaces.archive(workspace, key);
        return presigner
                .presignGetObject(
                        link ->
                                link.signatureDuration(Duration.ofMinutes(15))
                                        .getObjectRequest(get -> get.bucket(bucket).key(key)))
                .url()
                .toString();
    }
}
