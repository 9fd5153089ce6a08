package dev.catalyst.llm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A model server on loopback that gives scripted replies, the last one again and again. */
final class FakeProvider implements AutoCloseable {

    record Reply(int status, String body, String... headers) {}

    /** A reply that never comes. */
    static final Reply HANG = new Reply(0, "");

    /** A reply that breaks off in the middle. */
    static final Reply CUT = new Reply(200, "{\"half\": ");

    private final HttpServer server;
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch hungUp = new CountDownLatch(1);
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
        times.add(System.nanoTime());
        requests.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Reply reply;
        synchronized (replies) {
            reply = replies.size() > 1 ? replies.remove() : replies.element();
        }
        if (reply == HANG) {
            hang(exchange);
            return;
        }
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        for (int i = 0; i + 1 < reply.headers().length; i += 2) {
            exchange.getResponseHeaders().add(reply.headers()[i], reply.headers()[i + 1]);
        }
        exchange.sendResponseHeaders(reply.status(), reply == CUT ? 1000 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** Sends a body bit by bit, which fails as soon as the caller has hung up. */
    private void hang(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try {
            while (!closing.await(20, TimeUnit.MILLISECONDS)) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
            }
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
