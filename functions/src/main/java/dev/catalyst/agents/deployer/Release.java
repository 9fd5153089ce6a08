package dev.catalyst.agents.deployer;

import dev.catalyst.tasks.TaskKey;
import dev.catalyst.workspace.Workspace;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is to be deployed; the same in every try.
 *
 * @param title one line of what it is
 * @param message of its commit
 * @param description for people who judge it, in Markdown
 * @param commitSha its commit in the stored bundle
 * @param createdAt when the task was, which is when its commit says that it was made
 * @param files reads each file's path and bytes, in the order of paths
 */
record Release(
        TaskKey task,
        String projectId,
        String title,
        String message,
        String description,
        String commitSha,
        Instant createdAt,
        Workspace workspace,
        Supplier<Stream<Map.Entry<String, byte[]>>> files) {}
