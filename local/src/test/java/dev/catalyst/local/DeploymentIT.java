package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.agents.deployer.FakeGithub;
import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.contract.Project;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The whole system, from a prompt to a pull request. */
class DeploymentIT {

    @TempDir private static Path home;

    private static FakeGithub github;
    private static Host host;
    private static HostApi api;

    @BeforeAll
    static void start() {
        github = new FakeGithub();
        host =
                Host.start(
                        Project.ROOT,
                        home,
                        Configuration.of(
                                Map.of(
                                        "PORT", "0",
                                        "MOCK_DEPLOYMENT", "false",
                                        "DEPLOY_TARGET", "github",
                                        "GITHUB_URL", github.api().toString(),
                                        "CONNECTOR_ALLOWED_HOSTS", "127.0.0.1",
                                        "GITHUB_TOKEN", FakeGithub.TOKEN)));
        api = new HostApi(host.ports().http());
    }

    @AfterAll
    static void stop() {
        if (host != null) {
            host.close();
        }
        github.close();
    }

    @Test
    void a_prompt_becomes_a_pull_request() {
        var project = Map.of("name", "Shop", "repo_url", FakeGithub.repoUrl());

        var task = ended(api.post("/api/projects", project).path("id").asText());

        String id = task.path("id").asText();
        assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("completed");
        var deployment = api.get("/api/deployments/" + id);
        assertThat(deployment.path("url").asText()).isEqualTo(FakeGithub.repoUrl() + "/pull/1");
        assertThat(deployment.path("mock").asBoolean(true)).isFalse();
        assertThat(deployment.path("mode").asText()).isEqualTo("simulated");
        assertThat(deployment.at("/report/target").asText()).isEqualTo("github");
        assertThat(deployment.path("commit_sha").asText()).isEqualTo(github.head("catalyst/" + id));
        assertThat(github.pullRequests()).containsExactly("catalyst/" + id);

        var told = told(id);
        assertThat(told).contains("Deployed as pull request " + FakeGithub.repoUrl() + "/pull/1");
        assertThat(told).doesNotContain(FakeGithub.TOKEN);
    }

    @Test
    void a_project_without_a_repository_fails_before_any_model_call() {
        int before = github.asked().size();

        var task = ended(api.post("/api/projects", Map.of("name", "Lost")).path("id").asText());

        assertThat(task.path("status").asText()).isEqualTo("failed");
        assertThat(task.at("/failure/code").asText()).isEqualTo("deployment_failed");
        assertThat(task.at("/failure/message").asText()).contains("Lost has no repo_url");
        var ledger = api.get("/api/tasks/" + task.path("id").asText() + "/ledger");
        assertThat(ledger.path("items")).isEmpty();
        assertThat(github.asked()).hasSize(before);
    }

    private static JsonNode ended(String project) {
        var task =
                api.post("/api/tasks", Map.of("project_id", project, "prompt", "Build a todo app"));
        return await().atMost(Duration.ofMinutes(4))
                .until(
                        () -> api.get("/api/tasks/" + task.path("id").asText()),
                        now ->
                                Set.of("completed", "failed", "cancelled")
                                        .contains(now.path("status").asText()));
    }

    private static String told(String task) {
        return api.get("/api/logs/" + task + "?limit=100").toString()
                + api.get("/api/logs/" + task + "?limit=100&after=100");
    }
}
