package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Project;
import dev.catalyst.local.models.ModelServer;
import dev.catalyst.local.models.Protocol;
import dev.catalyst.local.models.PublicAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A task from its prompt to its deployment with each provider, over real HTTP: a server speaks the
 * provider's protocol, and the host knows no more of it than its address and a key.
 */
class ProvidersIT {

    private static final String KEY = "sk-ant-0123456789abcdefghijklmnop";
    private static final String NO_STREAM = "us.meta.llama3-3-70b-instruct-v1:0";
    private static final String PROMPT = "Build a note app with text";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir private Path folder;

    @Test
    void openai_and_servers_that_speak_its_protocol() throws Exception {
        try (var server = new ModelServer(Protocol.OPENAI, KEY);
                var host =
                        host(
                                Map.of(
                                        "DEFAULT_LLM_PROVIDER", "openai",
                                        "DEFAULT_LLM_MODEL", "gpt-4.1-mini",
                                        "LLM_MODEL_REVIEWER", "a-model-without-a-price",
                                        "OPENAI_BASE_URL", server.url() + "/v1",
                                        "OPENAI_API_KEY", KEY),
                                Map.of())) {
            var task = completed(host, create(host), server);
            assertThat(task.path("cost").isNull()).isTrue();
            for (var row : ledger(host, task)) {
                boolean reviewer = row.path("agent").asText().equals("reviewer");
                assertThat(row.path("model").asText())
                        .isEqualTo(reviewer ? "a-model-without-a-price" : "gpt-4.1-mini");
                assertThat(row.path("cost").isNull()).isEqualTo(reviewer);
            }
        }
    }

    @Test
    void a_project_with_a_repository_keeps_what_no_agent_touched() throws Exception {
        var files = Map.of("docs/HOUSE.md", "Tabs, never spaces.\n");
        try (var repository = new ServedRepository(folder.resolve("repository"), files);
                var server = new ModelServer(Protocol.OPENAI, KEY);
                var host =
                        host(
                                Map.of(
                                        "DEFAULT_LLM_PROVIDER", "openai",
                                        "DEFAULT_LLM_MODEL", "gpt-4.1-mini",
                                        "OPENAI_BASE_URL", server.url() + "/v1",
                                        "OPENAI_API_KEY", KEY,
                                        "CONNECTOR_ALLOWED_HOSTS", "127.0.0.1"),
                                Map.of())) {
            String id = create(host, Map.of("name", "live", "repo_url", repository.url()));
            completed(host, id, server);

            var kept =
                    HTTP.send(
                            request(host, "/api/tasks/" + id + "/files/docs/HOUSE.md").build(),
                            BodyHandlers.ofString());
            assertThat(kept.body()).isEqualTo("Tabs, never spaces.\n");
            assertThat(json(host, "GET", "/api/logs/" + id, null).path("items"))
                    .anySatisfy(
                            event ->
                                    assertThat(event.path("message").asText())
                                            .contains(repository.url(), repository.commit()));
        }
    }

    @Test
    void anthropic_at_its_public_address_by_a_proxy_and_a_certificate() throws Exception {
        String address = "api.anthropic.com";
        try (var provider = new PublicAddress(Protocol.ANTHROPIC, KEY, address, folder);
                var host =
                        host(
                                Map.of(
                                        "DEFAULT_LLM_PROVIDER",
                                        "anthropic",
                                        "DEFAULT_LLM_MODEL",
                                        "claude-haiku-4-5",
                                        "ANTHROPIC_API_KEY",
                                        KEY,
                                        "HTTPS_PROXY",
                                        provider.proxy(),
                                        "CA_BUNDLE",
                                        provider.certificate().toString()),
                                Map.of())) {
            costs(host, completed(host, create(host), provider.server()));
            assertThat(Set.copyOf(provider.tunnels())).containsExactly(address + ":443");
        }
    }

    @Test
    void google_at_its_public_address_by_a_proxy_and_a_certificate() throws Exception {
        String address = "generativelanguage.googleapis.com";
        try (var provider = new PublicAddress(Protocol.GOOGLE, KEY, address, folder);
                var host =
                        host(
                                Map.of(
                                        "DEFAULT_LLM_PROVIDER",
                                        "google",
                                        "DEFAULT_LLM_MODEL",
                                        "gemini-2.5-flash",
                                        "GOOGLE_API_KEY",
                                        KEY,
                                        "HTTPS_PROXY",
                                        provider.proxy(),
                                        "CA_BUNDLE",
                                        provider.certificate().toString()),
                                Map.of())) {
            costs(host, completed(host, create(host), provider.server()));
            assertThat(Set.copyOf(provider.tunnels())).containsExactly(address + ":443");
        }
    }

    @Test
    void bedrock_with_and_without_streams_by_a_proxy_signed_with_the_machines_own_credentials()
            throws Exception {
        String signed = "SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}";
        String address = "bedrock-runtime.us-east-1.amazonaws.com";
        try (var provider = new PublicAddress(Protocol.BEDROCK, signed, address, folder);
                var host =
                        host(
                                Map.of(
                                        "DEFAULT_LLM_PROVIDER",
                                        "bedrock",
                                        "DEFAULT_LLM_MODEL",
                                        "us.amazon.nova-pro-v1:0",
                                        "LLM_MODEL_REVIEWER",
                                        NO_STREAM,
                                        "HTTPS_PROXY",
                                        provider.proxy(),
                                        "CA_BUNDLE",
                                        provider.certificate().toString()),
                                Map.of(
                                        "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                                        "AWS_SECRET_ACCESS_KEY", "secret"))) {
            var task = completed(host, create(host), provider.server());
            assertThat(Set.copyOf(provider.tunnels())).containsExactly(address + ":443");
            // the list of prices knows no Llama
            for (var row : ledger(host, task)) {
                boolean reviewer = row.path("agent").asText().equals("reviewer");
                assertThat(row.path("model").asText().equals(NO_STREAM)).isEqualTo(reviewer);
                assertThat(row.path("cost").isNull()).isEqualTo(reviewer);
            }
        }
    }

    @Test
    void ollama_that_is_down_at_first_and_tasks_that_wait_go_on_in_order_when_it_is_back()
            throws Exception {
        try (var server = new ModelServer(Protocol.OLLAMA, "json");
                var host =
                        host(
                                Map.of(
                                        "DEFAULT_LLM_PROVIDER", "ollama",
                                        "OLLAMA_BASE_URL", server.url(),
                                        "MAX_CONCURRENT_TASKS", "1"),
                                Map.of())) {
            server.down(true);
            var ids = new ArrayList<String>();
            for (int i = 0; i < 2; i++) {
                ids.add(create(host));
            }
            await().atMost(PATIENCE).until(() -> server.asked() > 2);
            assertThat(status(host, ids.get(0))).isEqualTo("running");
            assertThat(status(host, ids.get(1))).isEqualTo("pending");
            server.down(false);
            var started = new ArrayList<String>();
            for (var id : ids) {
                var task = completed(host, id, server);
                assertThat(task.path("cost").asText()).isEqualTo("0");
                started.add(task.path("started_at").asText());
            }
            assertThat(started).isSorted();
        }
    }

    private HostProcess host(Map<String, String> settings, Map<String, String> environment)
            throws IOException {
        return HostProcess.start(Project.ROOT, folder.resolve("home"), settings, environment);
    }

    private static String create(HostProcess host) {
        return create(host, Map.of("name", "live"));
    }

    private static String create(HostProcess host, Map<String, String> described) {
        String project =
                json(host, "POST", "/api/projects", Json.write(described)).path("id").asText();
        var body = Json.write(Map.of("project_id", project, "prompt", PROMPT));
        return json(host, "POST", "/api/tasks", body).path("id").asText();
    }

    private static String status(HostProcess host, String id) {
        return json(host, "GET", "/api/tasks/" + id, null).path("status").asText();
    }

    /** The task when it is completed, live, by turns of the model, with a tested commit. */
    private static JsonNode completed(HostProcess host, String id, ModelServer server) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(
                        () -> status(host, id),
                        now -> Set.of("completed", "failed", "cancelled").contains(now));
        var task = json(host, "GET", "/api/tasks/" + id, null);
        assertThat(server.refused()).isEmpty();
        assertThat(task.path("status").asText()).as(task.toString()).isEqualTo("completed");
        assertThat(task.path("mode").asText()).isEqualTo("live");
        assertThat(ledger(host, task))
                .hasSizeGreaterThan(5)
                .allSatisfy(
                        row -> {
                            assertThat(row.path("tokens").path("input").asInt()).isPositive();
                            assertThat(row.path("tokens").path("output").asInt()).isPositive();
                        });
        var deployment = json(host, "GET", "/api/deployments/" + id, null);
        var tests = deployment.path("report").path("tests");
        assertThat(deployment.path("commit_sha").asText()).matches("[0-9a-f]{40}");
        assertThat(tests.path("passed").asInt()).as(deployment.toString()).isPositive();
        assertThat(tests.path("failed").asInt()).isZero();
        assertThat(tests.path("isolation").asText()).isEqualTo("bubblewrap");
        return task;
    }

    /** What the rows of the ledger cost adds up to what the task does. */
    private static void costs(HostProcess host, JsonNode task) {
        var costs =
                ledger(host, task).stream().map(row -> row.path("cost").decimalValue()).toList();
        assertThat(costs).allSatisfy(cost -> assertThat(cost).isPositive());
        assertThat(costs.stream().reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(task.path("cost").decimalValue());
    }

    private static List<JsonNode> ledger(HostProcess host, JsonNode task) {
        var rows = new ArrayList<JsonNode>();
        json(host, "GET", "/api/tasks/" + task.path("id").asText() + "/ledger?limit=100", null)
                .path("items")
                .forEach(rows::add);
        return rows;
    }

    private static HttpRequest.Builder request(HostProcess host, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.ports().http() + path));
    }

    private static JsonNode json(HostProcess host, String method, String path, String body) {
        var request =
                request(host, path)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body))
                        .build();
        try {
            return Json.tree(HTTP.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
