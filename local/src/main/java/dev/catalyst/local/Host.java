package dev.catalyst.local;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.template.Ports;

import java.nio.file.Path;

/** Serves template.yaml from this process until it is closed. */
public final class Host implements AutoCloseable {

    private final Path home;
    private final Ports ports;

    private Host(Path home, Ports ports) {
        this.home = home;
        this.ports = ports;
    }

    /**
     * Serves the template of the project at {@code root} with its state under {@code home}; throws
     * {@link HostUnavailable} with what to do if it cannot.
     */
    public static Host start(Path root, Path home, Configuration configuration) {
        throw new HostUnavailable(
                "%s cannot be served from %s on port %s yet"
                        .formatted(root.resolve("template.yaml"), home, configuration.get("PORT")));
    }

    public Ports ports() {
        return ports;
    }

    @Override
    public void close() {
        Running.withdraw(home);
    }
}
