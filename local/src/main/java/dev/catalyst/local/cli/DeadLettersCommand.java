package dev.catalyst.local.cli;

import dev.catalyst.local.emulators.Emulators;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import software.amazon.awssdk.http.apache.ApacheHttpClient;
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
        var ports = session.running("name a queue with --queue").ports();
        try (var sqs = Emulators.client(SqsClient.builder(), ports.sqs())) {
            var url = sqs.getQueueUrl(get -> get.queueName(QUEUE)).queueUrl();
            return action.apply(new DeadLetters(sqs, url));
        }
    }
}
