package dev.catalyst.local;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.TemplateException;

import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Serves template.yaml from this process until it is closed. */
public final class Host implements AutoCloseable {

    private final Path home;
    private final Ports ports;
    private final Parts parts;

    private Host(Path home, Ports ports, Parts parts) {
        this.home = home;
        this.ports = ports;
        this.parts = parts;
    }

    /**
     * Serves the template of the project at {@code root} with its state under {@code home}, and
     * lets what was running there go on; throws {@link HostUnavailable} with what to do if it
     * cannot. The clients of AWS's SDK in this process talk to this host from then on.
     */
    public static Host start(Path root, Path home, Configuration configuration) {
        var begin = System.nanoTime();
        Logs.configure(configuration);
        var parts = new Parts();
        try {
            parts.push(HomeLock.take(home));
            var local = withLocalDefaults(configuration);
            var ports = PortChoice.of(local.integer("PORT"));
            new Startup(root, home, local, ports, parts).run();
            Running.here(ports).announce(home);
            LoggerFactory.getLogger(Host.class)
                    .info("ready in {} ms", Duration.ofNanos(System.nanoTime() - begin).toMillis());
            return new Host(home, ports, parts);
        } catch (HostUnavailable e) {
            parts.close();
            throw e;
        } catch (TemplateException e) {
            parts.close();
            throw new HostUnavailable(e.getMessage(), e);
        } catch (Exception e) {
            parts.close();
            throw new HostUnavailable("The host did not start: " + e, e);
        }
    }

    /** The variables with which stock command lines and SDKs work on a host with these ports. */
    public static Map<String, String> environment(Ports ports) {
        return Endpoints.environment(ports);
    }

    public Ports ports() {
        return ports;
    }

    /** Stops accepting, lets go of what runs, and frees the home. */
    @Override
    public void close() {
        Running.withdraw(home);
        parts.close();
    }

    /** On one machine the offline model answers unless another is chosen. */
    private static Configuration withLocalDefaults(Configuration configuration) {
        return configuration.isGiven("DEFAULT_LLM_PROVIDER")
                ? configuration
                : configuration.with("DEFAULT_LLM_PROVIDER", "offline");
    }
}
