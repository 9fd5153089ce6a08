package dev.catalyst.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The management address of a WebSocket API: keeps what each client is sent. */
final class FakeGateway implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, List<JsonNode>> frames = new ConcurrentHashMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private int untilFault = Integer.MAX_VALUE;

    FakeGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    Connections connections() {
        return new Connections("http://127.0.0.1:" + server.getAddress().getPort() + "/ws");
    }

    synchronized void leave(String client) {
        gone.add(client);
    }

    /** After so many frames more, one is refused as no fault of its client's. */
    synchronized void failAfter(int more) {
        untilFault = more;
    }

    /** Each frame to this client is refused as no fault of its own. */
    synchronized void fail(String client) {
        failing.add(client);
    }

    synchronized void mend(String client) {
        failing.remove(client);
    }

    List<JsonNode> sent(String client) {
        return List.copyOf(frames.getOrDefault(client, List.of()));
    }

    /** The numbers of the events that a client was sent, in their order. */
    List<Long> seqs(String client) {
        return sent(client).stream()
                .filter(frame -> frame.has("seq"))
                .map(frame -> frame.path("seq").asLong())
                .toList();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var client = path.substring(path.lastIndexOf('/') + 1);
        var frame = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (untilFault-- == 0 || failing.contains(client)) {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
            return;
        }
        if (gone.contains(client)) {
            exchange.getResponseHeaders().add("x-amzn-ErrorType", "GoneException");
        } else {
            frames.computeIfAbsent(client, name -> new ArrayList<>()).add(Json.tree(frame));
        }
        exchange.sendResponseHeaders(gone.contains(client) ? 410 : 200, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
