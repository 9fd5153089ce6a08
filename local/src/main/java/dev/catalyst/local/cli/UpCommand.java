package dev.catalyst.local.cli;

import dev.catalyst.local.Host;
import dev.catalyst.local.Running;
import dev.catalyst.local.template.Ports;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

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
        var configuration = session.configuration();
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
        PortCheck.require(configuration);
        var host = Host.start(session.root(), home, configuration);
        Runtime.getRuntime().addShutdownHook(new Thread(host::close, "stop"));
        session.out().println(new Welcome(session.paint()).of(host.ports(), session.shown(home)));
        new CountDownLatch(1).await();
        return ExitCode.COMPLETED;
    }
}
