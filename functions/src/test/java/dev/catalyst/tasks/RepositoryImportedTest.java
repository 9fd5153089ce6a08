package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.projects.Project;
import dev.catalyst.projects.Projects;
import dev.catalyst.store.Key;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.MemoryS3;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.RepositoryImported.Input;
import dev.catalyst.workspace.GitServer;
import dev.catalyst.workspace.Repositories;
import dev.catalyst.workspace.RepositoryHead;
import dev.catalyst.workspace.RepositoryUnavailable;
import dev.catalyst.workspace.Workspaces;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class RepositoryImportedTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TaskKey TASK = new TaskKey("default", "task-1");

    private final MemoryDynamoDb dynamoDb = new MemoryDynamoDb();
    private final MemoryS3 s3 = new MemoryS3();
    private final Table table = new Table(dynamoDb, "table");
    private GitServer server;
    private RepositoryImported handler;

    @BeforeEach
    void a_project_with_a_repository() throws IOException {
        server = new GitServer();
        server.commit(Map.of("README.md", "# App"));
        new Projects(table)
                .create(
                        TASK.tenant(),
                        new Project(
                                "project",
                                "App",
                                "",
                                server.url().toString(),
                                false,
                                null,
                                Project.Status.ACTIVE,
                                NOW,
                                NOW),
                        transaction -> {});
        handler =
                new RepositoryImported(
                        table,
                        new Repositories(
                                name ->
                                        name.equals("CONNECTOR_ALLOWED_HOSTS")
                                                ? Optional.of("127.0.0.1")
                                                : Optional.empty()),
                        s3,
                        "bucket",
                        () -> NOW);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void task(String mode) {
        var task =
                new Task(
                        new Task.Origin(
                                TASK.tenant(),
                                TASK.id(),
                                "project",
                                "Add a page",
                                mode,
                                false,
                                "request",
                                Agent.PLANNER,
                                null,
                                NOW),
                        Status.RUNNING,
                        Map.of(),
                        null,
                        NOW,
                        null,
                        Spend.of(1),
                        Work.NONE,
                        0,
                        1,
                        0,
                        false,
                        null,
                        null);
        table.transaction()
                .put(Key.task(TASK.tenant(), TASK.id()), (ObjectNode) Json.MAPPER.valueToTree(task))
                .commit();
    }

    private Task stored() {
        return Tasks.task(table.get(Key.task(TASK.tenant(), TASK.id())).orElseThrow());
    }

    private List<String> run() {
        return handler.handle(new Input(TASK.id(), TASK.tenant()), null).workspace();
    }

    private List<String> told() {
        return Stores.events(table).after(TASK.tenant(), TASK.id(), 0, 100).stream()
                .map(event -> event.message())
                .toList();
    }

    @Test
    void the_workspace_begins_with_the_files_and_a_map_of_them() {
        task("live");

        var keys = run();

        assertThat(stored().work().workspace()).isEqualTo(keys).hasSize(1);
        var workspaces = new Workspaces(s3, "bucket");
        assertThat(workspaces.text(workspaces.load(keys), "README.md")).contains("# App");
        assertThat(workspaces.load(keys).changed()).isEmpty();
        var head =
                Json.read(
                        new String(
                                s3.objects.get(
                                        stored().work().artifacts().get(RepositoryHead.NAME)),
                                StandardCharsets.UTF_8),
                        RepositoryHead.class);
        assertThat(head.map()).isEqualTo("README.md (5 bytes)\n");
        assertThat(told()).singleElement().asString().contains("begins with 1 files");
    }

    @Test
    void a_retry_gives_the_same_files_though_the_branch_has_moved_on() throws IOException {
        task("live");
        var keys = run();
        server.commit(Map.of("README.md", "# Another"));

        assertThat(run()).isEqualTo(keys);
        assertThat(told()).hasSize(1);
    }

    @Test
    void a_crash_before_or_after_the_word_of_it_leaves_one_beginning() {
        task("live");
        dynamoDb.failBefore(new IllegalStateException("down"));
        assertThatThrownBy(this::run).hasMessage("down");
        assertThat(stored().work().workspace()).isEmpty();
        dynamoDb.failAfter(new IllegalStateException("lost"));
        assertThatThrownBy(this::run).hasMessage("lost");

        assertThat(run()).isEqualTo(stored().work().workspace()).hasSize(1);
        assertThat(told()).hasSize(1);
    }

    @Test
    void what_cannot_be_read_fails_the_task_with_what_to_do() {
        task("live");
        server.answers(404);

        assertThatThrownBy(this::run).isInstanceOf(RepositoryUnavailable.class);

        assertThat(stored().failure().code()).isEqualTo(Failure.Code.REPOSITORY_UNAVAILABLE);
        assertThat(stored().failure().agent()).isEqualTo(Agent.PLANNER);
        assertThat(stored().failure().message()).contains("GITHUB_TOKEN", "repo_url");
    }

    @Test
    void the_offline_generator_leaves_the_repository_alone_and_says_so_once() {
        task("simulated");

        assertThat(run()).isEmpty();
        assertThat(run()).isEmpty();

        assertThat(told()).singleElement().asString().contains("is not read");
    }
}
