package dev.catalyst.local.cli;

import dev.catalyst.local.Running;
import dev.catalyst.local.emulators.Emulators;
import dev.catalyst.local.template.Ports;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.net.URI;
import java.util.function.Function;

/** {@code catalyst dead-letters ...}: messages that could not be served. */
@Command(
        name = "dead-letters",
        description = "Look at messages that could not be served, and send them again.",
        synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand implements Runnable {

    private static final String QUEUE = "TaskDeadLetters";

    /** Which queue a command is about. */
    static final class Chosen {

        @Option(
                names = "--queue",
                paramLabel = "URL",
                description =
                        "The dead-letter queue of a deployed stack (default: that of the host on this machine).")
        private URI url;
    }

    private final Session session;

    @Spec private CommandSpec spec;

    DeadLettersCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Name what to do: list or redrive.");
    }

    @Command(name = "list", description = "What lies there, since when, and why.")
    int list(@Mixin Chosen queue) {
        var columns = new Columns().add("SINCE", "MESSAGE", "REASON");
        for (var letter : on(queue.url, DeadLetters::list)) {
            columns.add(letter.since().toString(), letter.message().body(), letter.reason());
        }
        columns.lines().forEach(session.out()::println);
        return ExitCode.COMPLETED;
    }

    @Command(
            name = "redrive",
            description = {
                "Send every message back to its queue. One that was served meanwhile changes nothing.",
                "Undelivered events and changes stay: the sweeper has put right what they told of."
            })
    int redrive(@Mixin Chosen queue) {
        session.out().println("%d sent again".formatted(on(queue.url, DeadLetters::redrive)));
        return ExitCode.COMPLETED;
    }

    private <T> T on(URI queue, Function<DeadLetters, T> action) {
        if (queue != null) {
            try (var sqs =
                    SqsClient.builder().httpClientBuilder(ApacheHttpClient.builder()).build()) {
                return action.apply(new DeadLetters(sqs, queue.toString()));
            }
        }
        var home = session.home(session.configuration());
        var host =
                Running.in(home)
                        .orElseThrow(
                                () ->
                                        new CannotServe(
                                                "No host is up in %s. Start one with ./catalyst up, or name a queue with --queue."
                                                        .formatted(session.shown(home))));
        try (var sqs = local(host.ports())) {
            var url = sqs.getQueueUrl(get -> get.queueName(QUEUE)).queueUrl();
            return action.apply(new DeadLetters(sqs, url));
        }
    }

    private static SqsClient local(Ports ports) {
        return SqsClient.builder()
                .endpointOverride(URI.create(Ports.address(ports.sqs())))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        Emulators.CREDENTIAL, Emulators.CREDENTIAL)))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }
}
