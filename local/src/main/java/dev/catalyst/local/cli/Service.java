package dev.catalyst.local.cli;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.Host;
import dev.catalyst.local.HostUnavailable;
import dev.catalyst.local.Logs;
import dev.catalyst.local.Running;
import dev.catalyst.local.template.Ports;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The API that a run uses, and the host behind it if it was started for the run. */
final class Service implements AutoCloseable {

    private static final Duration OTHERS_START = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Api api;
    private final Optional<Host> own;
    private final Consumer<String> notice;
    private final Instant opened = Instant.now();
    private volatile boolean abandoned;

    private Service(Api api, Optional<Host> own, Consumer<String> notice) {
        this.api = api;
        this.own = own;
        this.notice = notice;
    }

    /** The named API, else the host that is up, else one that lives as long as the service. */
    static Service open(Session session, Connection connection, Consumer<String> notice) {
        return connection
                .remote(session)
                .map(api -> new Service(api, Optional.empty(), notice))
                .orElseGet(() -> here(session, notice));
    }

    private static Service here(Session session, Consumer<String> notice) {
        var configuration = session.hostConfiguration();
        var home = session.home(configuration);
        var deadline = Instant.now().plus(OTHERS_START);
        while (true) {
            var running = Running.in(home);
            if (running.isPresent()) {
                return new Service(api(session, running.get().ports()), Optional.empty(), notice);
            }
            try {
                return started(session, configuration, home, notice);
            } catch (HostUnavailable.HomeInUse e) {
                // another command is just starting a host there, or ending it
                if (Instant.now().isAfter(deadline)) {
                    throw e;
                }
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    private static Service started(
            Session session, Configuration configuration, Path home, Consumer<String> notice) {
        var chosen =
                configuration.isGiven("PORT") ? configuration : configuration.with("PORT", "0");
        notice.accept("starting a host for this run (./catalyst up keeps one up)");
        Logs.toFile(home.resolve("run.log"));
        var host = Host.start(session.root(), home, chosen);
        return new Service(api(session, host.ports()), Optional.of(host), notice);
    }

    private static Api api(Session session, Ports ports) {
        return Connection.api(session, URI.create(Ports.address(ports.http())));
    }

    Api api() {
        return api;
    }

    /** Whether the host was started for this run, and ends with it. */
    boolean isOwn() {
        return own.isPresent();
    }

    /** From now on nobody else's work keeps the host up. */
    void abandon() {
        abandoned = true;
    }

    @Override
    public void close() {
        own.ifPresent(
                host -> {
                    awaitOthers();
                    host.close();
                });
    }

    /** Another run may have found this host and use it: its task is not to end with ours. */
    private void awaitOthers() {
        boolean told = false;
        while (!abandoned && hasWork()) {
            if (!told) {
                notice.accept("waiting for another run that uses this host");
                told = true;
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    private boolean hasWork() {
        return Stream.of("pending", "running")
                .map(status -> api.get("/api/tasks?limit=100&status=" + status).path("items"))
                .flatMap(items -> StreamSupport.stream(items.spliterator(), false))
                .map(task -> Instant.parse(task.path("created_at").asText()))
                .anyMatch(opened::isBefore);
    }
}
