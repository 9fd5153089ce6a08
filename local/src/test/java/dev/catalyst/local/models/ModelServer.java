package dev.catalyst.local.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.offline.OfflineModel;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A provider on loopback: reads its protocol's requests, has the offline generator answer in the
 * model's place, and writes that in its protocol. What a provider refuses is answered with 400.
 */
public final class ModelServer implements AutoCloseable {

    private final Protocol protocol;
    private final String key;
    private final HttpServer server;
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean down;
    private volatile Illness illness = (messages, answer) -> answer;

    /** What a model does wrong: makes another answer of a good one, late or never. */
    public interface Illness {

        ObjectNode answer(List<ChatMessage> asked, ObjectNode good);
    }

    public ModelServer(Protocol protocol, String key) throws IOException {
        this(protocol, key, HttpServer.create());
    }

    /** Serves by a server that is not bound yet. */
    ModelServer(Protocol protocol, String key, HttpServer server) throws IOException {
        this.protocol = protocol;
        this.key = key;
        this.server = server;
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Whether every call is answered with 503 from now on. */
    public void down(boolean isDown) {
        down = isDown;
    }

    public void falls(Illness ill) {
        illness = ill;
    }

    /** Why requests were answered with 400. */
    public List<String> refused() {
        return refused;
    }

    /** How many requests came. */
    public int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (down) {
                fail(exchange, 503, "down");
                return;
            }
            String path = exchange.getRequestURI().getRawPath();
            var complaint = protocol.complaint(path);
            if (complaint.isPresent()) {
                exchange.getResponseHeaders().add("x-amzn-ErrorType", "ValidationException");
                fail(exchange, 400, complaint.get());
                return;
            }
            try {
                check(exchange);
                var request = new Asked();
                protocol.read(Json.tree(body), request);
                var answer =
                        new OfflineModel()
                                .chat(ChatRequest.builder().messages(request.messages()).build());
                var message = request.answered(answer.aiMessage());
                var good = protocol.write(message, answer.tokenUsage());
                var ill = illness.answer(request.messages(), good);
                send(exchange, 200, protocol.body(path, ill));
            } catch (RuntimeException e) {
                refused.add(e + " for " + exchange.getRequestURI() + " " + body);
                fail(exchange, 400, "bad request");
            }
        }
    }

    private void check(HttpExchange exchange) {
        String path = exchange.getRequestURI().getRawPath();
        String given = String.valueOf(exchange.getRequestHeaders().getFirst(protocol.keyHeader()));
        if (!path.matches(protocol.path()) || !given.matches(protocol.keyBegins() + key)) {
            throw new IllegalArgumentException(protocol.keyHeader() + ": " + given);
        }
    }

    private static void fail(HttpExchange exchange, int status, String why) throws IOException {
        byte[] body = Json.write(Map.of("message", why)).getBytes(StandardCharsets.UTF_8);
        send(exchange, status, new Protocol.Body("application/json", body));
    }

    private static void send(HttpExchange exchange, int status, Protocol.Body body)
            throws IOException {
        exchange.getResponseHeaders().add("Content-Type", body.type());
        exchange.sendResponseHeaders(status, body.bytes().length);
        exchange.getResponseBody().write(body.bytes());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
