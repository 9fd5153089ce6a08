package dev.catalyst.local.cli;

import dev.catalyst.local.Host;
import dev.catalyst.local.Running;
import dev.catalyst.local.template.Ports;

import picocli.CommandLine.Command;

import java.util.concurrent.Callable;

/** {@code catalyst env}: the variables with which AWS's own tools talk to the local host. */
@Command(
        name = "env",
        description = "Print the variables that point AWS's CLI and SDKs to the local host.",
        footer = {
            "",
            "For example: eval \"$(./catalyst env)\" && aws dynamodb list-tables",
            "Version 1 of the AWS CLI takes SQS's address only as --endpoint-url \"$AWS_ENDPOINT_URL_SQS\"."
        })
final class EnvCommand implements Callable<Integer> {

    private final Session session;

    EnvCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        Host.environment(ports())
                .forEach(
                        (name, value) ->
                                session.out().println("export %s='%s'".formatted(name, value)));
        return ExitCode.COMPLETED;
    }

    private Ports ports() {
        var configuration = session.configuration();
        var home = session.home(configuration);
        var running = Running.in(home);
        if (running.isPresent()) {
            return running.get().ports();
        }
        int port = configuration.integer("PORT");
        if (port == 0) {
            throw new CannotServe(
                    "PORT is 0 and no host is up in %s: its ports are known once ./catalyst up runs."
                            .formatted(session.shown(home)));
        }
        session.err()
                .println("# no host is up in %s yet: ./catalyst up".formatted(session.shown(home)));
        return Ports.from(port);
    }
}
