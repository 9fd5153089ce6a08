package dev.catalyst.agents.deployer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Wiring;
import dev.catalyst.local.contract.Emulated;
import dev.catalyst.local.contract.Project;
import dev.catalyst.workspace.GitCommit;
import dev.catalyst.workspace.Language;
import dev.catalyst.workspace.Spool;
import dev.catalyst.workspace.Workspace;
import dev.catalyst.workspace.Workspaces;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The largest workspace on its way out, in a process with much less memory than a function has. */
class LargeWorkspaceIT {

    private static final int FILES = 50;
    private static final String BUCKET = "artifacts";
    private static final String KEY = Workspaces.key("tenant", "large", "whole");

    /** The process: all that is ever made of a workspace as a whole. */
    static final class Function {

        private Function() {}

        public static void main(String[] arguments) {
            Project.letHandlersBeMade();
            var workspaces = new Workspaces(Wiring.s3(), BUCKET);
            var workspace =
                    workspaces.load(List.of(KEY)).running(Language.NODE, "true", "node app.js");
            store(
                    "repository.bundle",
                    out -> GitCommit.of(workspaces.contents(workspace), "x", Instant.EPOCH, out));
            workspaces.archive(workspace, "archive.zip");
            store(
                    "function.zip",
                    out ->
                            FunctionZip.of(workspace)
                                    .orElseThrow()
                                    .write(workspaces.contents(workspace), out));
        }

        private static void store(String key, Spool.Writing<?> writing) {
            try (var spool = new Spool()) {
                spool.write(writing);
                spool.store(Wiring.s3(), BUCKET, key, "application/octet-stream");
                System.out.println(key + " " + spool.sha256());
            }
        }
    }

    @Test
    void its_bundle_archive_and_function_are_made_in_little_memory()
            throws IOException, InterruptedException {
        var dice = new Random(1);
        var files = new TreeMap<String, byte[]>();
        for (int file = 0; file < FILES; file++) {
            // what cannot be compressed
            var content = new byte[(int) Workspace.LARGEST_FILE];
            dice.nextBytes(content);
            files.put("file" + file, content);
        }
        new Workspaces(Emulated.s3(), BUCKET).take(KEY, "tenant", files);

        var s3 = Emulated.s3().serviceClientConfiguration().endpointOverride().orElseThrow();
        var process =
                new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx160m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Function.class.getName());
        process.environment()
                .putAll(
                        Map.of(
                                "AWS_ENDPOINT_URL_S3", s3.toString(),
                                "AWS_ACCESS_KEY_ID", "test",
                                "AWS_SECRET_ACCESS_KEY", "test"));
        var running = process.redirectErrorStream(true).start();
        var said = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(running.waitFor()).as(said).isZero();
        assertThat(List.of("repository.bundle", "archive.zip", "function.zip"))
                .allSatisfy(
                        key ->
                                assertThat(
                                                Emulated.s3()
                                                        .headObject(
                                                                head ->
                                                                        head.bucket(BUCKET)
                                                                                .key(key))
                                                        .contentLength())
                                        .isGreaterThan(FILES * Workspace.LARGEST_FILE));
    }
}
