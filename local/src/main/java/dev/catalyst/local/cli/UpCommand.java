package dev.catalyst.local.cli;

import dev.catalyst.local.Host;
import dev.catalyst.local.Running;
import dev.catalyst.local.StopSignals;
import dev.catalyst.local.template.Ports;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** {@code catalyst up}: the whole system on this machine until it is stopped. */
@Command(
        name = "up",
        description = "Serve template.yaml on this machine until Ctrl-C.",
        footer = {"", "PORT and CATALYST_HOME say where; see .env.example for every variable."})
final class UpCommand implements Callable<Integer> {

    private final Session session;

    UpCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws InterruptedException {
        var configuration = session.hostConfiguration();
        var home = session.home(configuration);
        Running.in(home)
                .ifPresent(
                        host -> {
                            throw new CannotServe(
                                    "A host is up already from %s: process %d at %s. Stop it, or set CATALYST_HOME and PORT for a second one."
                                            .formatted(
                                                    session.shown(home),
                                                    host.pid(),
                                                    Ports.address(host.ports().http())));
                        });
        var signals = StopSignals.install();
        try (var host = Host.start(session.root(), home, configuration)) {
            var welcome = new Welcome(session.paint());
            session.out().println(welcome.of(host.ports(), session.shown(home)));
            return signals.await();
        }
    }
}
