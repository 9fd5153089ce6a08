package dev.catalyst.local.emulators;

import com.typesafe.config.ConfigFactory;

import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.Queue;
import dev.catalyst.local.template.Template;

import org.elasticmq.server.ElasticMQServer;
import org.elasticmq.server.config.ElasticMQServerConfig;

import scala.Function0;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** ElasticMQ, its messages in a file. */
final class Sqs implements AutoCloseable {

    private static final Duration RESTORE_WITHIN = Duration.ofMinutes(2);

    private final Function0<?> stop;

    private Sqs(Function0<?> stop) {
        this.stop = stop;
    }

    static Sqs start(Path folder, int port, Future<Template> template) throws Exception {
        Files.createDirectories(folder);
        // its actors read nothing but the default configuration, which system properties lead
        System.setProperty("pekko.loglevel", "WARNING");
        System.setProperty("pekko.stdout-loglevel", "OFF");
        ConfigFactory.invalidateCaches();
        var defaults = ConfigFactory.load();
        var queues = template.get().queues();
        var own =
                Map.of(
                        "node-address.host",
                        Emulators.LOOPBACK,
                        "node-address.port",
                        port,
                        "rest-sqs.bind-hostname",
                        Emulators.LOOPBACK,
                        "rest-sqs.bind-port",
                        port,
                        "aws.region",
                        Arns.REGION,
                        "aws.accountId",
                        Arns.ACCOUNT,
                        "messages-storage.enabled",
                        true,
                        // written at once: a killed process loses no message
                        "messages-storage.uri",
                        "jdbc:h2:%s%s;WRITE_DELAY=0"
                                .formatted(
                                        PatientFiles.register(),
                                        folder.toAbsolutePath().resolve("messages")),
                        "queues",
                        settings(queues));
        var config = new ElasticMQServerConfig(ConfigFactory.parseMap(own).withFallback(defaults));
        return Emulators.closedOnFailure(
                new Sqs(new ElasticMQServer(config).start()),
                () -> {
                    for (var queue : queues) {
                        awaitRestored(queue, port);
                    }
                });
    }

    @Override
    public void close() {
        PatientFiles.giveUp();
        stop.apply();
    }

    private static Map<String, Object> settings(List<Queue> queues) {
        var all = new HashMap<String, Object>();
        for (var queue : queues) {
            var settings = new HashMap<String, Object>();
            settings.put("defaultVisibilityTimeout", queue.visibilityTimeout().toSeconds() + "s");
            settings.put("delay", queue.delay().toSeconds() + "s");
            settings.put("receiveMessageWait", queue.receiveWait().toSeconds() + "s");
            settings.put("fifo", queue.fifo());
            settings.put("contentBasedDeduplication", queue.contentBasedDeduplication());
            queue.redrive()
                    .ifPresent(redrive -> settings.put("deadLettersQueue", settings(redrive)));
            all.put(queue.name(), settings);
        }
        return all;
    }

    private static Map<String, Object> settings(Queue.Redrive redrive) {
        return Map.of(
                "name", redrive.deadLetterQueue(), "maxReceiveCount", redrive.maxReceiveCount());
    }

    /** ElasticMQ answers before it has read its file. */
    private static void awaitRestored(Queue queue, int port)
            throws IOException, InterruptedException {
        var question =
                URI.create(
                        "%s/?Action=GetQueueUrl&QueueName=%s"
                                .formatted(Ports.address(port), queue.name()));
        var end = System.nanoTime() + RESTORE_WITHIN.toNanos();
        while (true) {
            var connection = (HttpURLConnection) question.toURL().openConnection();
            var status = connection.getResponseCode();
            connection.disconnect();
            if (status == HttpURLConnection.HTTP_OK) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IOException(
                        "the queue %s did not come up: status %d".formatted(queue.name(), status));
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
