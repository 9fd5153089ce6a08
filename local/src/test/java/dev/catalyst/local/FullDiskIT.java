package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The disk under the host's home runs full while tasks are under way. */
class FullDiskIT {

    /** More than can find room in files that are there already. */
    private static final int MOST = 300;

    private final List<String> accepted = new ArrayList<>();

    @TempDir private Path folder;

    @Test
    void what_cannot_be_stored_is_refused_and_all_that_was_accepted_completes_with_space_again()
            throws Exception {
        var mounted = SmallDisk.mount(folder);
        assumeTrue(mounted.isPresent(), "skipped: only root may mount a disk of a test's own");
        var client = new CrashClient();
        try (var disk = mounted.orElseThrow()) {
            var home = Files.createDirectory(disk.folder().resolve("home"));
            try (var host = HostProcess.start(Project.ROOT, home)) {
                client.work(host, Duration.ofSeconds(2));
                disk.fill();
                refuses(client, host);
                disk.makeRoom();
                assertThat(client.finish(host)).isTrue();
                client.checkAll(host);
                for (var id : accepted) {
                    client.get(host, "/api/projects/" + id);
                }
            }
        }
    }

    /** What is still accepted finds room in files that are there already. */
    private void refuses(CrashClient client, HostProcess host)
            throws IOException, InterruptedException {
        var answer = client.newProject(host, "project " + accepted.size());
        for (int i = 0; i < MOST && answer.statusCode() == 201; i++) {
            accepted.add(Json.tree(answer.body()).path("id").asText());
            answer = client.newProject(host, "project " + accepted.size());
        }
        assertThat(answer.statusCode()).as(answer.body()).isIn(500, 503);
        assertThat(answer.headers().firstValue("content-type"))
                .hasValue("application/problem+json");
        assertThat(Json.tree(answer.body()).path("request_id").asText()).isNotEmpty();
        assertThat(client.get(host, "/api/").path("name").asText()).isEqualTo("Catalyst");
    }
}
