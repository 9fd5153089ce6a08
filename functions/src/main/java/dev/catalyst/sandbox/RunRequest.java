package dev.catalyst.sandbox;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A step's wish to run a workspace.
 *
 * @param runId the caller's; the same id is run once and answered from its stored verdict after
 * @param workspace keys of the manifests to merge
 * @param trusted no model wrote the code
 * @param path what a smoke test asks for, `/` if null
 */
public record RunRequest(
        String taskId,
        String tenant,
        String runId,
        Kind kind,
        List<String> workspace,
        boolean trusted,
        @Nullable String path) {

    public RunRequest {
        workspace = List.copyOf(workspace);
    }
}
