package dev.catalyst.local.sockets;

import dev.catalyst.local.http.HttpAnswer;
import dev.catalyst.local.http.PercentEncoding;
import dev.catalyst.local.http.Problem;
import dev.catalyst.local.http.QueryString;
import dev.catalyst.local.http.RequestId;
import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.WebSocketApi;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.websocket.core.Configuration.ConfigurationCustomizer;
import org.eclipse.jetty.websocket.core.WebSocketComponents;
import org.eclipse.jetty.websocket.core.server.Handshaker;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connects WebSocket clients at {@code /ws} and {@code /ws/{task_id}} to the functions of a
 * WebSocket API's routes; the task's id becomes a query parameter, as clients of AWS send it.
 */
public final class SocketGateway extends Handler.Abstract {

    private static final Pattern PATH = Pattern.compile("/ws(?:/([^/]*))?");

    /** What the functions answer with it is what the client asked for of it. */
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

    /** What is gathered into one write; from a pool, held only while it is filled. */
    private static final int WRITE_BYTES = 65_536;

    private final Connections connections;
    private final Management management;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Handshaker handshaker = Handshaker.newInstance();
    private final ConfigurationCustomizer bounds = new ConfigurationCustomizer();
    private WebSocketComponents components;

    /** Functions are told of connections and messages; clients are pinged in each interval. */
    public SocketGateway(WebSocketApi api, Duration pingInterval, Invoker functions, Clock clock) {
        this.connections = new Connections(api, pingInterval, functions, clock);
        this.management = new Management(connections);
        this.clock = clock;
        bounds.setIdleTimeout(Duration.ZERO);
        bounds.setAutoFragment(false);
        bounds.setOutputBufferSize(WRITE_BYTES);
        bounds.setMaxFrameSize(Incoming.MESSAGE_BYTES);
    }

    /**
     * Answers a call of the management API for one connection: 410 if it is not open, 413 for more
     * than 128 KB. A DELETE may say with which code the connection is to be closed.
     */
    public HttpAnswer manage(
            String method, String connectionId, byte[] body, OptionalInt closeCode) {
        return management.call(method, connectionId, body, closeCode);
    }

    @Override
    protected void doStart() throws Exception {
        components = WebSocketServerComponents.ensureWebSocketComponents(getServer());
        getServer()
                .addEventListener(
                        new LifeCycle.Listener() {
                            // while clients can still be told goodbye
                            @Override
                            public void lifeCycleStopping(LifeCycle server) {
                                connections.close();
                            }
                        });
        super.doStart();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Matcher path = PATH.matcher(String.valueOf(request.getHttpURI().getPath()));
        if (!path.matches() || !handshaker.isWebSocketUpgradeRequest(request)) {
            return false;
        }
        if (!readable(request)) {
            new Problem(400, "The address is malformed.")
                    .answer(path.group(), RequestId.of(request.getHeaders().get(RequestId.HEADER)))
                    .write(response, false);
            callback.succeeded();
            return true;
        }
        Connection connection = connections.prepare(peer(request, path.group(1)));
        try {
            return upgrade(connection, path.group(), request, response, callback);
        } catch (RuntimeException e) {
            connection.abandon();
            throw e;
        }
    }

    private boolean upgrade(
            Connection connection,
            String path,
            Request request,
            Response response,
            Callback callback) {
        return handshaker.upgradeRequest(
                (_, handshake, refused) -> {
                    // compression is not API Gateway's, and would cost more than it saves here
                    handshake.setExtensions(List.of());
                    HttpAnswer answer = connections.connect(connection, path);
                    if (answer.status() < 300) {
                        answer.header(SUBPROTOCOL).ifPresent(handshake::setAcceptedSubProtocol);
                        return connection;
                    }
                    refuse(answer, handshake, refused);
                    return null;
                },
                request,
                response,
                new Callback.Nested(callback) {
                    @Override
                    public void failed(Throwable cause) {
                        connection.abandon();
                        super.failed(cause);
                    }
                },
                components,
                bounds);
    }

    /** The handshake needs the address as a URI. */
    private static boolean readable(Request request) {
        try {
            return request.getHttpURI().toURI() != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void refuse(HttpAnswer refusal, Response response, Callback callback) {
        try {
            refusal.write(response, false);
            callback.succeeded();
        } catch (IOException e) {
            callback.failed(e);
        }
    }

    private SocketEvent.Peer peer(Request request, String taskId) {
        var headers = new LinkedHashMap<String, List<String>>();
        request.getHeaders()
                .forEach(
                        h ->
                                headers.computeIfAbsent(h.getName(), _ -> new ArrayList<>())
                                        .add(String.valueOf(h.getValue())));
        String agent = request.getHeaders().get("User-Agent");
        String host = request.getHeaders().get("Host");
        return new SocketEvent.Peer(
                connectionId(),
                clock.instant(),
                Request.getRemoteAddr(request),
                agent == null ? "" : agent,
                host == null ? "localhost" : host,
                headers,
                query(request.getHttpURI().getQuery(), taskId));
    }

    private static Map<String, List<String>> query(String raw, String taskId) {
        var query = new LinkedHashMap<>(QueryString.parse(raw == null ? "" : raw));
        if (taskId != null && !taskId.isEmpty()) {
            query.put("task_id", List.of(PercentEncoding.decode(taskId)));
        }
        return query;
    }

    /** Of the same shape as API Gateway's, with its {@code =} that has to be escaped in paths. */
    private String connectionId() {
        byte[] bytes = new byte[11];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
