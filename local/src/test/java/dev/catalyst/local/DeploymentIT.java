package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.agents.deployer.FakeGithub;
import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Project;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The whole system, from a prompt to a pull request. */
class DeploymentIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir private static Path home;

    private static FakeGithub github;
    private static Host host;

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

        var task = ended(send("POST", "/api/projects", project).path("id").asText());

        String id = task.path("id").asText();
        assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("completed");
        var deployment = send("GET", "/api/deployments/" + id, null);
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

        var task = ended(send("POST", "/api/projects", Map.of("name", "Lost")).path("id").asText());

        assertThat(task.path("status").asText()).isEqualTo("failed");
        assertThat(task.at("/failure/code").asText()).isEqualTo("deployment_failed");
        assertThat(task.at("/failure/message").asText()).contains("Lost has no repo_url");
        var ledger = send("GET", "/api/tasks/" + task.path("id").asText() + "/ledger", null);
        assertThat(ledger.path("items")).isEmpty();
        assertThat(github.asked()).hasSize(before);
    }

    private static JsonNode ended(String project) {
        var task =
                send(
                        "POST",
                        "/api/tasks",
                        Map.of("project_id", project, "prompt", "Build a todo app"));
        return await().atMost(Duration.ofMinutes(4))
                .until(
                        () -> send("GET", "/api/tasks/" + task.path("id").asText(), null),
                        now ->
                                Set.of("completed", "failed", "cancelled")
                                        .contains(now.path("status").asText()));
    }

    private static String told(String task) {
        return send("GET", "/api/logs/" + task + "?limit=100", null).toString()
                + send("GET", "/api/logs/" + task + "?limit=100&after=100", null);
    }

    private static JsonNode send(String method, String path, Map<String, String> body) {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.ports().http() + path))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(Json.write(body)))
                        .build();
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).as(path + " " + response.body()).isBetween(200, 299);
            return Json.tree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
