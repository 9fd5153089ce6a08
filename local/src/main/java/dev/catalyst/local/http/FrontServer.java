package dev.catalyst.local.http;

import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Executors;

/** A server on 127.0.0.1 whose handlers, asked one after the other, run on virtual threads. */
public final class FrontServer implements AutoCloseable {

    /** API Gateway allows 10,240 bytes for the request line and all headers. */
    private static final int HEADER_BYTES = 16_384;

    /** Longer than the longest answer: a long poll of 20 seconds. */
    private static final int IDLE_MILLIS = 75_000;

    /**
     * More wait outside until one of these is closed: a request in work costs some 20 KB of memory.
     */
    private static final int CONNECTIONS = 4_096;

    private final Server server;
    private final ServerConnector connector;

    /** Does not listen before {@link #start}; a port of 0 takes a free one. */
    public FrontServer(int port, List<Handler> handlers) {
        var threads = new QueuedThreadPool(12, 4);
        threads.setName("front");
        threads.setDaemon(true);
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server = new Server(threads);
        server.setErrorHandler(new ProblemAnswers());
        server.setHandler(new Handler.Sequence(handlers));
        server.setStopTimeout(0);
        connector = new ServerConnector(server, 1, 2, new HttpConnectionFactory(configuration()));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    }

    private static HttpConfiguration configuration() {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setRequestHeaderSize(HEADER_BYTES);
        // a connection's known headers would take more memory than all else of it
        configuration.setHeaderCacheSize(0);
        // paths reach the functions as they were sent: encoded slashes, dots and rubbish are theirs
        // to judge, as behind API Gateway
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        return configuration;
    }

    /** Listens; throws {@link UncheckedIOException} if the port is taken. */
    public FrontServer start() {
        try {
            server.start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start", e);
        }
    }

    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
    }
}
