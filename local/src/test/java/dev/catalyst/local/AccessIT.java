package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Project;
import dev.catalyst.local.sockets.SocketClient;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** The whole system with AUTH_MODE=jwt: what strangers and other tenants try. */
class AccessIT {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String NOBODY = "01890000-0000-7000-8000-000000000000";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir private static Path home;

    private static HostProcess host;
    private static String project;
    private static String task;

    @BeforeAll
    static void one_tenant_has_a_task() throws Exception {
        host =
                HostProcess.start(
                        Project.ROOT,
                        home,
                        Map.of(
                                "AUTH_MODE", "jwt",
                                "JWT_ISSUER", "https://issuer.example",
                                "JWT_AUDIENCE", "catalyst",
                                "JWT_SECRET", SECRET,
                                "CORS_ORIGINS", "https://app.example.com"),
                        Map.of());
        project = json(post("one", "/api/projects", "{\"name\": \"Mine\"}")).path("id").asText();
        var body = "{\"project_id\": \"%s\", \"prompt\": \"Build a todo app\"}".formatted(project);
        task = json(post("one", "/api/tasks", body)).path("id").asText();
        assertThat(task).isNotEmpty();
    }

    @AfterAll
    static void stop() {
        if (host != null) {
            host.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/projects/{project}",
                "PATCH /api/projects/{project}",
                "GET /api/tasks/{task}",
                "GET /api/tasks/{task}/files",
                "GET /api/tasks/{task}/files/README.md",
                "GET /api/tasks/{task}/archive",
                "GET /api/tasks/{task}/ledger",
                "GET /api/logs/{task}",
                "GET /api/deployments/{task}",
                "POST /api/tasks/{task}/cancel",
                "POST /api/tasks/{task}/approve"
            })
    void what_is_another_tenants_is_a_404_as_if_it_never_was(String route) throws Exception {
        var method = route.substring(0, route.indexOf(' '));
        var path = route.substring(route.indexOf(' ') + 1);
        var body = method.equals("PATCH") ? "{\"name\": \"Stolen\"}" : null;
        var theirs =
                send(
                        "two",
                        method,
                        path.replace("{project}", project).replace("{task}", task),
                        body);
        var unknown =
                send(
                        "two",
                        method,
                        path.replace("{project}", NOBODY).replace("{task}", NOBODY),
                        body);

        assertThat(theirs.statusCode()).isEqualTo(404);
        assertThat(json(theirs).path("detail")).isEqualTo(json(unknown).path("detail"));
    }

    @Test
    void another_tenants_project_takes_no_task_and_no_list_shows_anything() throws Exception {
        var body = "{\"project_id\": \"%s\", \"prompt\": \"x\"}".formatted(project);

        assertThat(post("two", "/api/tasks", body).statusCode()).isEqualTo(400);
        assertThat(send("two", "GET", "/api/tasks", null).body()).doesNotContain(task);
        assertThat(send("two", "GET", "/api/projects", null).body()).doesNotContain(project);
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "tenant", "tenant_id", "created_by", "cost", "id"})
    void what_the_system_decides_cannot_be_sent(String field) throws Exception {
        var answer = post("one", "/api/projects", "{\"name\": \"x\", \"" + field + "\": \"x\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("errors").toString()).contains(field);
    }

    @Test
    void an_idempotency_key_of_one_tenant_means_nothing_to_another() throws Exception {
        for (var tenant : new String[] {"one", "two"}) {
            var request =
                    request(tenant, "POST", "/api/projects", "{\"name\": \"Same\"}")
                            .header("Idempotency-Key", "same");
            var answer = HTTP.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(201);
            assertThat(answer.headers().firstValue("Idempotent-Replay")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "http://app.example.com",
                "https://app.example.com.evil.com",
                "https://evil-app.example.com",
                "http://localhost.evil.com",
                "http://localhost@evil.com"
            })
    void a_page_of_a_strange_origin_may_read_no_answer(String origin) throws Exception {
        for (var method : new String[] {"GET", "OPTIONS"}) {
            var request =
                    request("one", method, "/api/projects", null)
                            .header("Origin", origin)
                            .header("Access-Control-Request-Method", "GET");
            var answer = HTTP.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void what_a_token_has_no_scope_for_is_refused_and_the_audit_log_names_it() throws Exception {
        var routes =
                List.of(
                        "POST /api/projects",
                        "PATCH /api/projects/" + project,
                        "POST /api/tasks",
                        "POST /api/tasks/" + task + "/approve",
                        "GET /api/audit");
        for (var route : routes) {
            var asked = route.split(" ");
            var request =
                    request("one", asked[0], asked[1], "{}")
                            .setHeader("Authorization", "Bearer " + token("one", "none", 600));
            assertThat(HTTP.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .as(route)
                    .isEqualTo(403);
        }

        var told = json(send("one", "GET", "/api/audit", null)).path("items");
        assertThat(told)
                .filteredOn(item -> item.path("outcome").asText().equals("refused"))
                .map(item -> item.path("action").asText())
                .containsExactlyInAnyOrder(
                        "project.create",
                        "project.change",
                        "task.create",
                        "task.approve",
                        "audit.read");
    }

    @Test
    void a_socket_opens_with_a_token_or_once_with_a_ticket() throws Exception {
        var client = new SocketClient();
        var socket = connect("/ws", token("one", 600), client);
        assertThat(socket.getSubprotocol()).isEqualTo("catalyst");
        socket.abort();

        var made = json(post("one", "/api/stream/tickets", null));
        assertThat(made.path("expires_in").asInt()).isEqualTo(60);
        var path = "/ws?ticket=" + made.path("ticket").asText();
        connect(path, null, new SocketClient()).abort();
        refused(path, null);
        refused("/ws", null);
        refused("/ws/" + task, null);
        refused("/ws?ticket=" + token("one", 600), null);
        refused("/ws", token("one", -90));
    }

    @Test
    void following_another_tenants_task_is_answered_as_following_none() throws Exception {
        var client = new SocketClient();
        var socket = connect("/ws", token("two", 600), client);
        for (var id : new String[] {task, NOBODY}) {
            socket.sendText("{\"action\": \"subscribe\", \"task_id\": \"" + id + "\"}", true)
                    .join();
            var frame = Json.tree(client.next());
            assertThat(frame.path("type").asText()).isEqualTo("error");
            assertThat(frame.path("problem").path("status").asInt()).isEqualTo(404);
        }
        socket.abort();
    }

    @Test
    void a_socket_whose_token_has_ended_is_closed_with_4401() throws Exception {
        // within the skew it still opens, and its first word ends it
        var client = new SocketClient();
        var socket = connect("/ws", token("one", -5), client);
        socket.sendText("{\"action\": \"ping\"}", true).join();

        assertThat(Json.tree(client.next()).path("problem").path("status").asInt()).isEqualTo(401);
        assertThat(client.closeCode()).isEqualTo(4401);
    }

    private static void refused(String path, String bearer) {
        assertThatThrownBy(() -> connect(path, bearer, new SocketClient()))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refusal -> assertThat(refusal.getResponse().statusCode()).isEqualTo(401));
    }

    private static WebSocket connect(String path, String bearer, SocketClient listener) {
        var builder = HTTP.newWebSocketBuilder();
        if (bearer != null) {
            builder.subprotocols("catalyst", "bearer." + bearer);
        }
        var address = URI.create("ws://127.0.0.1:" + host.ports().http() + path);
        return builder.buildAsync(address, listener).join();
    }

    private static HttpResponse<String> post(String tenant, String path, String body)
            throws Exception {
        return send(tenant, "POST", path, body);
    }

    private static HttpResponse<String> send(String tenant, String method, String path, String body)
            throws Exception {
        return HTTP.send(request(tenant, method, path, body).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(
            String tenant, String method, String path, String body) throws Exception {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.ports().http() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token(tenant, 600))
                .method(
                        method,
                        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    private static String token(String tenant, int seconds) throws Exception {
        return token(tenant, "read write approve admin", seconds);
    }

    private static String token(String tenant, String scope, int seconds) throws Exception {
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer("https://issuer.example")
                        .audience("catalyst")
                        .subject("ada")
                        .claim("tenant", tenant)
                        .claim("scope", scope)
                        .expirationTime(Date.from(Instant.now().plusSeconds(seconds)))
                        .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        token.sign(new MACSigner(SECRET));
        return token.serialize();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return Json.tree(answer.body());
    }
}
