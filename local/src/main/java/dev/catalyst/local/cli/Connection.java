package dev.catalyst.local.cli;

import dev.catalyst.local.Running;
import dev.catalyst.local.template.Ports;

import picocli.CommandLine.Option;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Which API a command talks to. */
final class Connection {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description =
                    "The API to talk to (default: CATALYST_ENDPOINT, then the host on this machine).")
    private URI endpoint;

    /**
     * The API of a host that is elsewhere or up here; throws {@link CannotServe} if none is known.
     */
    Api open(Session session) {
        return remote(session).orElseGet(() -> api(session, here(session)));
    }

    /** The API that was named by option or variable. */
    Optional<Api> remote(Session session) {
        var named =
                Optional.ofNullable(endpoint)
                        .or(() -> value(session, "CATALYST_ENDPOINT").map(Connection::address));
        return named.map(address -> api(session, address));
    }

    static Api api(Session session, URI address) {
        return new Api(address, value(session, "CATALYST_TOKEN"), PATIENCE);
    }

    private static URI here(Session session) {
        var configuration = session.configuration();
        var running = Running.in(session.home(configuration));
        var port =
                running.map(host -> host.ports().http())
                        .orElseGet(() -> configuration.integer("PORT"));
        if (port == 0) {
            throw new CannotServe(
                    "No host is up in %s. Start one with ./catalyst up, or name another with --endpoint."
                            .formatted(session.shown(session.home(configuration))));
        }
        return URI.create(Ports.address(port));
    }

    private static URI address(String value) {
        try {
            return URI.create(value);
        } catch (IllegalArgumentException e) {
            throw new CannotServe(
                    "CATALYST_ENDPOINT is no address; for example CATALYST_ENDPOINT=https://catalyst.example.com",
                    e);
        }
    }

    private static Optional<String> value(Session session, String name) {
        return Optional.ofNullable(session.variables().get(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
