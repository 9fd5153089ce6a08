package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.agents.deployer.FakeCloudFormation;
import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The whole system, from a prompt to a stack of CloudFormation. */
class AwsDeploymentIT {

    private static final Map<String, String> SETTINGS =
            Map.of("PORT", "0", "MOCK_DEPLOYMENT", "false", "DEPLOY_TARGET", "aws");

    @TempDir private Path home;

    @Test
    void one_machine_without_a_cloudformation_is_refused_at_start() {
        assertThatThrownBy(() -> Host.start(Project.ROOT, home, Configuration.of(SETTINGS)))
                .isInstanceOf(HostUnavailable.class)
                .hasMessageContaining("on AWS only")
                .hasMessageContaining("DEPLOY_TARGET=github");
    }

    @Test
    void a_prompt_becomes_a_stack() throws Exception {
        try (var cloud = new FakeCloudFormation(name -> {})) {
            var environment = Map.of("AWS_ENDPOINT_URL_CLOUDFORMATION", cloud.address().toString());
            try (var host = HostProcess.start(Project.ROOT, home, SETTINGS, environment)) {
                var project = send(host, "/api/projects", Map.of("name", "Shop"));
                var prompt =
                        Map.of(
                                "project_id",
                                project.path("id").asText(),
                                "prompt",
                                "Build a todo app");
                String id = send(host, "/api/tasks", prompt).path("id").asText();

                var task =
                        await().atMost(Duration.ofMinutes(4))
                                .until(
                                        () -> send(host, "/api/tasks/" + id, null),
                                        now ->
                                                Set.of("completed", "failed")
                                                        .contains(now.path("status").asText()));

                assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("completed");
                var deployment = send(host, "/api/deployments/" + id, null);
                String stack = "catalyst-task-" + id;
                assertThat(deployment.path("url").asText())
                        .isEqualTo("https://" + stack + ".example.com/");
                assertThat(deployment.path("mock").asBoolean(true)).isFalse();
                assertThat(deployment.at("/report/target").asText()).isEqualTo("aws");
                assertThat(deployment.at("/report/note").asText()).contains("/tmp");
                assertThat(cloud.names()).containsExactly(stack);
                assertThat(cloud.writes()).containsExactly("CreateStack");
            }
        }
    }

    private static JsonNode send(HostProcess host, String path, Map<String, String> body)
            throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.ports().http() + path))
                        .header("Content-Type", "application/json");
        if (body != null) {
            request.POST(BodyPublishers.ofString(Json.write(body)));
        }
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(request.build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(path + " " + response.body()).isBetween(200, 299);
            return Json.tree(response.body());
        }
    }
}
