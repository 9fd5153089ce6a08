package dev.catalyst.local.sockets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.http.FrontServer;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.template.WebSocketApi;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class SocketGatewayIT {

    private static final Duration PING = Duration.ofMillis(250);

    private final HttpClient http = HttpClient.newHttpClient();
    private final BlockingQueue<JsonNode> connected = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonNode> disconnected = new LinkedBlockingQueue<>();
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private SocketGateway gateway;
    private FrontServer server;
    private RawClient raw;

    @BeforeEach
    void serve() {
        var api =
                new WebSocketApi(
                        "Sockets",
                        "ws",
                        "$request.body.action",
                        Map.of(
                                "$connect", "Connect",
                                "$disconnect", "Disconnect",
                                "$default", "Default",
                                "fail", "Fail"),
                        Optional.empty());
        gateway = new SocketGateway(api, PING, this::invoke, Clock.systemUTC());
        server = new FrontServer(0, List.of(gateway)).start();
        raw = new RawClient(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
        http.shutdownNow();
    }

    /** Default echoes the message with its route; a token of "no" is refused. */
    private byte[] invoke(String function, byte[] payload) {
        JsonNode event = Json.tree(new String(payload, StandardCharsets.UTF_8));
        String id = event.at("/requestContext/connectionId").textValue();
        switch (function) {
            case "Connect" -> {
                connected.add(event);
                if (event.at("/queryStringParameters/token").asText().equals("no")) {
                    return bytes("{\"statusCode\": 401, \"body\": \"who?\"}");
                }
            }
            case "Disconnect" -> disconnected.add(event);
            case "Default" -> {
                int others =
                        running.computeIfAbsent(id, _ -> new AtomicInteger()).getAndIncrement();
                String body = event.get("body").textValue();
                post(id, others + event.at("/requestContext/routeKey").textValue() + ":" + body);
                running.get(id).decrementAndGet();
            }
            default -> throw new FunctionFault("java.lang.Error", "broken");
        }
        return bytes("{\"statusCode\": 200}");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private int post(String id, String text) {
        return gateway.manage("POST", id, bytes(text), OptionalInt.empty()).status();
    }

    private SocketClient connect(String path) {
        var client = new SocketClient();
        client.socket =
                http.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + path), client)
                        .join();
        return client;
    }

    private String id() throws InterruptedException {
        return connected.poll(5, TimeUnit.SECONDS).at("/requestContext/connectionId").textValue();
    }

    /** Collects what comes in. */
    @Test
    void a_message_goes_to_the_function_of_its_route_and_the_answer_comes_back() throws Exception {
        var client = connect("/ws?after=5&x=1&x=2");
        client.send("{\"action\": \"dance\"}");

        assertThat(client.next()).isEqualTo("0$default:{\"action\": \"dance\"}");
        JsonNode event = connected.poll();
        assertThat(event.get("queryStringParameters"))
                .isEqualTo(Json.tree("{\"after\": \"5\", \"x\": \"2\"}"));
        assertThat(event.at("/multiValueQueryStringParameters/x"))
                .isEqualTo(Json.tree("[\"1\", \"2\"]"));
        assertThat(event.at("/requestContext/eventType").textValue()).isEqualTo("CONNECT");
        assertThat(event.at("/headers/Sec-WebSocket-Version").textValue()).isEqualTo("13");
    }

    @Test
    void a_tasks_address_becomes_a_query_parameter() throws Exception {
        connect("/ws/a%20b?after=3");

        assertThat(connected.poll(5, TimeUnit.SECONDS).get("queryStringParameters"))
                .isEqualTo(Json.tree("{\"after\": \"3\", \"task_id\": \"a b\"}"));
    }

    @Test
    void a_refused_client_gets_the_functions_status_and_is_not_known() throws Exception {
        assertThatThrownBy(() -> connect("/ws?token=no")).hasStackTraceContaining("401");
        assertThat(post(id(), "x")).isEqualTo(410);
        assertThat(disconnected).isEmpty();
    }

    @Test
    void messages_of_one_client_are_handled_in_order_one_at_a_time() throws Exception {
        var client = connect("/ws");
        IntStream.range(0, 200).forEach(i -> client.send("m" + i));

        for (int i = 0; i < 200; i++) {
            assertThat(client.next()).isEqualTo("0$default:m" + i);
        }
    }

    @Test
    void every_kind_of_rubbish_is_answered_or_closes_and_harms_nobody() throws Exception {
        var bystander = connect("/ws");
        for (String rubbish : List.of("", "not json", "[]", "5", "null", "[".repeat(20_000))) {
            var client = connect("/ws");
            client.send(rubbish);
            assertThat(client.next()).isEqualTo("0$default:" + rubbish);
        }
        var binary = connect("/ws");
        binary.socket.sendBinary(ByteBuffer.wrap(new byte[100]), true).join();
        assertThat(binary.closeCode()).isEqualTo(1003);
        assertThat(raw.closeCode(RawClient.frame(0x81, new byte[] {(byte) 0xff, (byte) 0xfe})))
                .isEqualTo(1007);
        assertThat(raw.closeCode(RawClient.frame(0x81, new byte[40_000]))).isEqualTo(1009);
        assertThat(raw.closeCode(RawClient.frame(0x81, new byte[1_000_000]))).isEqualTo(1009);
        assertThat(raw.closeCode(RawClient.frame(0x82, new byte[1_000_000]))).isEqualTo(1009);
        assertThat(raw.closeCode(RawClient.frame(0x83, new byte[1]))).isEqualTo(1002);

        bystander.send("still here");
        assertThat(bystander.next()).isEqualTo("0$default:still here");
        await().until(() -> disconnected.size() >= 6);
    }

    @Test
    void fragments_make_one_message_of_up_to_128_kilobytes() throws Exception {
        var client = connect("/ws");
        String part = "x".repeat(30_000);
        for (int i = 0; i < 4; i++) {
            client.socket.sendText(part, i == 3).join();
        }
        assertThat(client.next()).isEqualTo("0$default:" + part.repeat(4));

        for (int i = 0; i < 5; i++) {
            client.socket.sendText(part, false).join();
        }
        assertThat(client.closeCode()).isEqualTo(1009);
    }

    @Test
    void a_function_that_fails_is_told_to_the_client_and_the_socket_lives() throws Exception {
        var client = connect("/ws");
        client.send("{\"action\": \"fail\"}");

        JsonNode error = Json.tree(client.next());
        assertThat(error.get("message").textValue()).isEqualTo("Internal server error");
        assertThat(error.at("/problem/status").intValue()).isEqualTo(500);
        assertThat(error.toString()).doesNotContain("broken");
        client.send("x");
        assertThat(client.next()).isEqualTo("0$default:x");
    }

    @Test
    void a_connection_can_be_asked_about_sent_to_and_closed() throws Exception {
        var client = connect("/ws");
        String id = id();

        assertThat(post(id, "é")).isEqualTo(200);
        assertThat(client.next()).isEqualTo("é");
        var found = gateway.manage("GET", id, new byte[0], OptionalInt.empty());
        assertThat(
                        Json.tree(new String(found.body(), StandardCharsets.UTF_8))
                                .at("/identity/sourceIp")
                                .textValue())
                .isEqualTo("127.0.0.1");
        assertThat(post(id, "x".repeat(128 * 1024))).isEqualTo(200);
        assertThat(client.next()).hasSize(128 * 1024);
        assertThat(post(id, "x".repeat(128 * 1024 + 1))).isEqualTo(413);
        assertThat(
                        gateway.manage("POST", id, new byte[] {(byte) 0xff}, OptionalInt.empty())
                                .status())
                .isEqualTo(400);
        assertThat(gateway.manage("DELETE", id, new byte[0], OptionalInt.empty()).status())
                .isEqualTo(204);
        assertThat(post(id, "late")).isEqualTo(410);
        assertThat(client.closeCode()).isEqualTo(1000);
        assertThat(post("unknown=", "x")).isEqualTo(410);
    }

    @Test
    void disconnect_is_told_once_however_the_client_goes() throws Exception {
        var polite = connect("/ws");
        String politeId = id();
        polite.socket.sendClose(4000, "bye").join();
        JsonNode event = disconnected.poll(5, TimeUnit.SECONDS);
        assertThat(event.at("/requestContext/connectionId").textValue()).isEqualTo(politeId);
        assertThat(event.at("/requestContext/disconnectStatusCode").intValue()).isEqualTo(4000);
        assertThat(event.at("/requestContext/disconnectReason").textValue()).isEqualTo("bye");

        var rude = connect("/ws");
        String rudeId = id();
        rude.socket.abort();
        event = disconnected.poll(5, TimeUnit.SECONDS);
        assertThat(event.at("/requestContext/connectionId").textValue()).isEqualTo(rudeId);
        assertThat(post(rudeId, "x")).isEqualTo(410);
        assertThat(disconnected).isEmpty();
    }

    @Test
    void pings_keep_clients_and_find_dead_ones() throws Exception {
        var client = connect("/ws");
        id();
        try (var dead = raw.handshake()) {
            String deadId = id();
            await().until(() -> client.pings.get() > 5);
            JsonNode event = disconnected.poll(5, TimeUnit.SECONDS);
            assertThat(event.at("/requestContext/connectionId").textValue()).isEqualTo(deadId);
            assertThat(dead.isClosed()).isFalse();
        }
        client.send("alive");
        assertThat(client.next()).isEqualTo("0$default:alive");
    }

    @Test
    void a_client_that_does_not_read_is_cut_off_and_others_get_all_in_order() throws Exception {
        try (var deaf = raw.handshake()) {
            String deafId = id();
            var client = connect("/ws");
            String id = id();
            String text = "x".repeat(10_000);
            int sent = 0;
            while (post(deafId, text) == 200) {
                assertThat(post(id, sent++ + text)).isEqualTo(200);
                assertThat(sent).isLessThan(10_000);
                assertThat(client.next()).startsWith((sent - 1) + "x");
            }
            assertThat(sent).isGreaterThan(400);
            assertThat(
                            disconnected
                                    .poll(10, TimeUnit.SECONDS)
                                    .at("/requestContext/connectionId")
                                    .textValue())
                    .isEqualTo(deafId);
            assertThat(deaf.isClosed()).isFalse();
        }
    }

    @Test
    void what_is_posted_right_after_acceptance_arrives_and_during_connect_nothing_does()
            throws Exception {
        var client = new SocketClient();
        var opening =
                http.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + server.port() + "/ws"), client);
        String id = id();
        assertThat(post(id, "early")).isEqualTo(200);
        opening.join();
        assertThat(client.next()).isEqualTo("early");
    }

    @Test
    void a_thousand_sockets_each_get_their_own_in_order() throws Exception {
        int clients = 1000;
        var all = new ArrayList<SocketClient>();
        for (int i = 0; i < clients; i++) {
            all.add(connect("/ws"));
        }
        var ids = new ArrayList<String>();
        for (int i = 0; i < clients; i++) {
            ids.add(id());
        }
        for (int round = 0; round < 20; round++) {
            for (String id : ids) {
                assertThat(post(id, id + round)).isEqualTo(200);
            }
        }
        for (int i = 0; i < clients; i++) {
            for (int round = 0; round < 20; round++) {
                assertThat(all.get(i).next()).isEqualTo(ids.get(i) + round);
            }
        }
        all.forEach(c -> c.socket.abort());
        await().atMost(Duration.ofSeconds(20)).until(() -> disconnected.size() == clients);
    }

    @Test
    void a_stop_says_goodbye_and_tells_the_functions() throws Exception {
        var client = connect("/ws");
        // open on the server's side too
        assertThat(post(id(), "hello")).isEqualTo(200);
        assertThat(client.next()).isEqualTo("hello");
        var started = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(
                        () -> {
                            started.countDown();
                            server.close();
                        });
        started.await();

        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(disconnected.poll(5, TimeUnit.SECONDS)).isNotNull();
    }
}
