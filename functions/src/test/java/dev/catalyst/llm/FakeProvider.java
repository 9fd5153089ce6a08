package dev.catalyst.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.catalyst.lambda.Json;

import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A model server on loopback that gives scripted replies, the last one again and again. A list of
 * events is sent as ConverseStream does, unless to a Llama, which Bedrock does not stream.
 */
final class FakeProvider implements AutoCloseable {

    /** An answer; half of its bytes if it is cut. */
    record Reply(int status, String body, boolean cut, String... headers) {

        Reply(int status, String body, String... headers) {
            this(status, body, false, headers);
        }

        /** A reply that breaks off in the middle. */
        static Reply cut(String body) {
            return new Reply(200, body, true);
        }
    }

    /** A reply that is under way and never done. */
    static final Reply HANG = new Reply(0, "");

    /** A reply that falls silent. */
    static final Reply SILENT = new Reply(0, "");

    private static final Reply UNSTREAMED =
            new Reply(
                    400,
                    "{\"message\":\"This model doesn't support tool use in streaming mode.\"}",
                    "x-amzn-ErrorType",
                    "ValidationException");

    private static final String EVENTS = "application/vnd.amazon.eventstream";

    private static final String STILL_THERE =
            "[{\"contentBlockDelta\":{\"delta\":{\"text\":\" \"},\"contentBlockIndex\":0}}]";

    private final HttpServer server;
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);
    final List<String> paths = new CopyOnWriteArrayList<>();

    /** The bodies, but of requests to stream what cannot be streamed. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    final List<Long> times = new CopyOnWriteArrayList<>();

    FakeProvider(Reply... script) throws IOException {
        replies.addAll(List.of(script));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean streams = path.endsWith("/converse-stream");
        paths.add(path);
        if (streams && path.contains("llama")) {
            send(exchange, UNSTREAMED, false);
            return;
        }
        times.add(System.nanoTime());
        requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Reply reply;
        synchronized (replies) {
            reply = replies.size() > 1 ? replies.remove() : replies.element();
        }
        if (reply == HANG || reply == SILENT) {
            hang(exchange, streams, reply == HANG ? Duration.ofMillis(20) : Duration.ofHours(1));
        } else {
            send(exchange, reply, streams);
        }
    }

    private static void send(HttpExchange exchange, Reply reply, boolean streams)
            throws IOException {
        boolean framed = streams && reply.body().startsWith("[");
        byte[] body = framed ? frames(reply.body()) : reply.body().getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i + 1 < reply.headers().length; i += 2) {
            exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
        }
        exchange.getResponseHeaders().add("Content-Type", framed ? EVENTS : "application/json");
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body, 0, reply.cut() ? body.length / 2 : body.length);
        exchange.close();
    }

    /** Frames of a binary event stream, of a list of events by their types. */
    private static byte[] frames(String events) {
        var out = new ByteArrayOutputStream();
        for (JsonNode event : Json.tree(events)) {
            event.forEachEntry(
                    (type, payload) -> {
                        boolean fault = type.endsWith("Exception");
                        new Message(
                                        Map.of(
                                                ":message-type",
                                                HeaderValue.fromString(
                                                        fault ? "exception" : "event"),
                                                fault ? ":exception-type" : ":event-type",
                                                HeaderValue.fromString(type),
                                                ":content-type",
                                                HeaderValue.fromString("application/json")),
                                        payload.toString().getBytes(StandardCharsets.UTF_8))
                                .encode(out);
                    });
        }
        return out.toByteArray();
    }

    /** Sends a body bit by bit, which fails as soon as the caller has hung up. */
    private void hang(HttpExchange exchange, boolean streams, Duration pause) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", streams ? EVENTS : "application/json");
        exchange.sendResponseHeaders(200, 0);
        byte[] bit = streams ? frames(STILL_THERE) : " ".getBytes(StandardCharsets.UTF_8);
        try {
            do {
                exchange.getResponseBody().write(bit);
                exchange.getResponseBody().flush();
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (IOException gone) {
            hungUp.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the caller closes a hanging connection within this many seconds. */
    boolean callerHangsUpWithin(int seconds) throws InterruptedException {
        return hungUp.await(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
