package dev.catalyst.local.sockets;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.http.HttpAnswer;
import dev.catalyst.local.http.Problem;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.WebSocketApi;

import org.eclipse.jetty.websocket.core.CloseStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** All clients that are connected, and what the functions are told of them. */
final class Connections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    /** How long a stop may take to tell the functions that everybody has gone. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final WebSocketApi api;
    private final RouteSelection selection;
    private final Optional<ConnectAuthorizer> authorizer;
    private final Invoker functions;
    private final Clock clock;
    private final SendBudget budget = SendBudget.standard();
    private final Map<String, Connection> byId = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("socket-writer").daemon().factory());
    private final ScheduledExecutorService rounds =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("socket-rounds").daemon().factory());

    Connections(WebSocketApi api, Duration pingInterval, Invoker functions, Clock clock) {
        this.api = api;
        this.selection = new RouteSelection(api.routeSelectionExpression());
        this.authorizer = api.authorizer().map(one -> new ConnectAuthorizer(one, functions));
        this.functions = functions;
        this.clock = clock;
        long millis = pingInterval.toMillis();
        var _ = rounds.scheduleAtFixedRate(this::pingAll, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void pingAll() {
        byId.values().forEach(Connection::ping);
    }

    /** A connection that {@link #connect} may accept. */
    Connection prepare(SocketEvent.Peer peer) {
        return new Connection(
                new SocketEvent(peer, api.id(), api.stage(), Optional.empty()), budget, this);
    }

    /**
     * Asks the authorizer and {@code $connect}, which may name the subprotocol to speak; a status
     * from 300 refuses the client.
     */
    HttpAnswer connect(Connection connection, String path) {
        byId.put(connection.id(), connection);
        HttpAnswer answer = asked(connection, path);
        boolean accepted = answer.status() < 300;
        connection.answered(accepted);
        if (!accepted) {
            byId.remove(connection.id());
        }
        return answer;
    }

    private HttpAnswer asked(Connection connection, String path) {
        if (authorizer.isPresent()) {
            var verdict = authorizer.get().ask(connection.events(), now());
            if (verdict.refusal().isPresent()) {
                return refused(verdict.refusal().get(), path);
            }
            connection.authorized(verdict.context());
        }
        String function = api.routes().get("$connect");
        if (function == null) {
            return new HttpAnswer(200, List.of(), new byte[0]);
        }
        try {
            byte[] event = connection.events().connect(now());
            return HttpAnswer.of(functions.invoke(function, event));
        } catch (FunctionFault | IllegalArgumentException e) {
            LOG.error("$connect of {} failed: {}", connection.id(), e.getMessage());
            return refused(new Problem(500, "The connection could not be opened."), path);
        }
    }

    private static HttpAnswer refused(Problem problem, String path) {
        return problem.answer(path, UUID.randomUUID().toString());
    }

    Optional<Connection> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Hands a message to the function of its route; may take its time. */
    void received(Connection connection, String text) {
        String route = selection.select(text).filter(api.routes()::containsKey).orElse("$default");
        String function = api.routes().get(route);
        if (function == null) {
            reply(connection, new Problem(403, "No route takes this message."), "Forbidden");
            return;
        }
        try {
            functions.invoke(function, connection.events().message(route, text, now()));
        } catch (FunctionFault e) {
            LOG.error("{} of {} failed: {}", route, connection.id(), e.getMessage());
            reply(connection, new Problem(500, "The function failed."), "Internal server error");
        }
    }

    /** API Gateway's own message frame, with the problem that clients of this API understand. */
    private static void reply(Connection connection, Problem problem, String message) {
        String requestId = UUID.randomUUID().toString();
        var frame = Json.MAPPER.createObjectNode();
        frame.put("type", "error");
        frame.set("problem", problem.json("/ws", requestId));
        frame.put("message", message);
        frame.put("connectionId", connection.id());
        frame.put("requestId", requestId);
        connection.send(Json.bytes(frame));
    }

    /** Tells {@code $disconnect}, and forgets the connection. */
    void closed(Connection connection, int code, String reason) {
        try {
            String function = api.routes().get("$disconnect");
            if (function != null) {
                functions.invoke(function, connection.events().disconnect(code, reason, now()));
            }
        } catch (FunctionFault e) {
            LOG.error("$disconnect of {} failed: {}", connection.id(), e.getMessage());
        } finally {
            byId.remove(connection.id());
        }
    }

    Instant now() {
        return clock.instant();
    }

    /** Runs the action after the delay, unless all is closed before. */
    void later(Duration delay, Runnable action) {
        var _ = rounds.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs each task on a thread that may block. */
    ExecutorService workers() {
        return workers;
    }

    /** Writes to one client after the other. */
    ExecutorService writer() {
        return writer;
    }

    @Override
    public void close() {
        var open = byId.values().stream().toList();
        open.forEach(c -> c.close(CloseStatus.SHUTDOWN, "the host stops"));
        CompletableFuture.allOf(
                        open.stream().map(Connection::ended).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        rounds.shutdownNow();
        workers.shutdownNow();
        writer.shutdown();
    }
}
