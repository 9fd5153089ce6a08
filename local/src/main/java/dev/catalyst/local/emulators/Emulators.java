package dev.catalyst.local.emulators;

import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.Template;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The three emulators with the template's tables, buckets and queues. */
public final class Emulators implements AutoCloseable {

    /** Access key and secret key alike. */
    public static final String CREDENTIAL = "test";

    static final String LOOPBACK = "127.0.0.1";

    private final List<AutoCloseable> running;

    private Emulators(List<AutoCloseable> running) {
        this.running = List.copyOf(running);
    }

    /** A stock client of the emulator on a port of this machine. */
    public static <C, B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>> C client(
            B builder, int port) {
        return builder.endpointOverride(URI.create(Ports.address(port)))
                .region(Region.of(Arns.REGION))
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(CREDENTIAL, CREDENTIAL)))
                .httpClientBuilder(ApacheHttpClient.builder())
                .build();
    }

    /**
     * Starts all at once on their ports, each with its state in a folder of {@code home}, and
     * creates what the template declares and is absent; if one cannot start, none stays.
     */
    public static Emulators start(Future<Template> template, Path home, Ports ports)
            throws Exception {
        List<Future<? extends AutoCloseable>> starts = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(3)) {
            starts.add(threads.submit(() -> Sqs.start(home.resolve("sqs"), ports.sqs(), template)));
            starts.add(
                    threads.submit(
                            () ->
                                    DynamoDb.start(
                                            home.resolve("dynamodb"), ports.dynamoDb(), template)));
            starts.add(threads.submit(() -> S3.start(home.resolve("s3"), ports.s3(), template)));
        }
        var running = new ArrayList<AutoCloseable>();
        ExecutionException failure = null;
        for (var start : starts) {
            try {
                running.add(start.get());
            } catch (ExecutionException e) {
                failure = e;
            }
        }
        var emulators = new Emulators(running);
        if (failure == null) {
            return emulators;
        }
        emulators.close();
        throw failure.getCause() instanceof Exception cause ? cause : failure;
    }

    /** Something to do on the way to a running emulator. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** The emulator after the step; closed if the step fails. */
    static <T extends AutoCloseable> T closedOnFailure(T emulator, Step step) throws Exception {
        try {
            step.run();
            return emulator;
        } catch (Exception e) {
            emulator.close();
            throw e;
        }
    }

    @Override
    public void close() throws Exception {
        for (var emulator : running) {
            emulator.close();
        }
    }
}
