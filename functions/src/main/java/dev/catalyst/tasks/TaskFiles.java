package dev.catalyst.tasks;

import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;
import dev.catalyst.store.Sha256;
import dev.catalyst.workspace.Workspace;
import dev.catalyst.workspace.Workspaces;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The files of a task, which manifests list that are merged in order. */
final class TaskFiles {

    private static final Duration LINK_LASTS = Duration.ofMinutes(15);
    // what a function can answer with, less base64's third
    private static final int LARGEST_ANSWER = 4_000_000;

    /** A file in a list. */
    record Item(String path, long size, String sha256) {}

    private final S3Client s3;
    private final S3Presigner presigner;
    private final String bucket;
    private final Workspaces workspaces;

    TaskFiles(S3Client s3, S3Presigner presigner, String bucket) {
        this.s3 = s3;
        this.presigner = presigner;
        this.bucket = bucket;
        this.workspaces = new Workspaces(s3, bucket);
    }

    List<Item> list(List<String> manifests) {
        return workspace(manifests).stream()
                .flatMap(workspace -> workspace.files().entrySet().stream())
                .map(
                        file ->
                                new Item(
                                        file.getKey(),
                                        file.getValue().size(),
                                        file.getValue().sha256()))
                .toList();
    }

    Reply read(List<String> manifests, String path) {
        var content =
                workspace(manifests)
                        .flatMap(workspace -> workspaces.read(workspace, path))
                        .orElseThrow(() -> Problem.notFound("This file"));
        if (content.length > LARGEST_ANSWER) {
            throw Problem.of(
                    413,
                    "Content too large",
                    "The file is too large for one answer: take the archive.");
        }
        // never a type that a browser would run
        return Reply.bytes("application/octet-stream", content)
                .with("X-Content-Type-Options", "nosniff")
                .with("Content-Disposition", "attachment");
    }

    /** A link to a zip of all files as they are now, made once for each state of them. */
    String archive(Task task) {
        var manifests = task.work().workspace();
        var workspace =
                workspace(manifests).orElseThrow(() -> Problem.notFound("A file of this task"));
        var state = Sha256.hex(String.join("\n", manifests).getBytes(StandardCharsets.UTF_8));
        var key = task.key().prefix() + "archives/" + state + ".zip";
        if (!exists(key)) {
            workspaces.archive(workspace, key);
        }
        return link(key);
    }

    /** A link that reads an object for a while. */
    String link(String key) {
        return presigner
                .presignGetObject(
                        link ->
                                link.signatureDuration(LINK_LASTS)
                                        .getObjectRequest(get -> get.bucket(bucket).key(key)))
                .url()
                .toString();
    }

    private Optional<Workspace> workspace(List<String> manifests) {
        return manifests.isEmpty() ? Optional.empty() : Optional.of(workspaces.load(manifests));
    }

    private boolean exists(String key) {
        try {
            s3.headObject(head -> head.bucket(bucket).key(key));
            return true;
        } catch (NoSuchKeyException missing) {
            return false;
        }
    }
}
