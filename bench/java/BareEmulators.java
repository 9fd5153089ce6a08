import software.amazon.dynamodb.services.local.main.ServerRunner;
import com.typesafe.config.ConfigFactory;

import org.elasticmq.server.ElasticMQServer;
import org.elasticmq.server.config.ElasticMQServerConfig;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * DynamoDB Local, S3Proxy and ElasticMQ in one JVM, all at once, each with its state on disk and nothing else: what a
 * host's start is compared with. Arguments: a folder, and the ports of the three.
 */
public final class BareEmulators {

    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        for (var part : List.of("dynamodb", "s3", "sqs")) {
            Files.createDirectories(folder.resolve(part));
        }
        var library =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(Path::of)
                        .filter(path -> String.valueOf(path.getFileName()).startsWith("libsqlite4java-"))
                        .findFirst()
                        .orElseThrow();
        System.setProperty("sqlite4java.library.path", library.getParent().toString());
        System.setProperty("pekko.loglevel", "WARNING");
        try (var threads = Executors.newFixedThreadPool(3)) {
            List<Callable<Object>> starts =
                    List.of(
                            () -> dynamoDb(folder.resolve("dynamodb"), arguments[1]),
                            () -> s3(folder.resolve("s3"), Integer.parseInt(arguments[2])),
                            () -> sqs(folder.resolve("sqs"), Integer.parseInt(arguments[3])));
            for (var start : threads.invokeAll(starts)) {
                start.get();
            }
        }
        Thread.currentThread().join();
    }

    private static Object dynamoDb(Path folder, String port) throws Exception {
        var server =
                ServerRunner.createServerFromCommandLineArgs(
                        new String[] {
                            "-dbPath", folder.toString(), "-port", port, "-sharedDb", "-disableTelemetry"
                        });
        server.start();
        return server;
    }

    private static Object s3(Path folder, int port) throws Exception {
        var proxy =
                S3Proxy.builder()
                        .endpoint(URI.create("http://127.0.0.1:" + port))
                        .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "test", "test")
                        .blobStore(new FilesystemNio2BlobStore(folder.toString()))
                        .build();
        proxy.start();
        return proxy;
    }

    private static Object sqs(Path folder, int port) {
        var own =
                Map.of(
                        "node-address.host", "127.0.0.1",
                        "node-address.port", port,
                        "rest-sqs.bind-hostname", "127.0.0.1",
                        "rest-sqs.bind-port", port,
                        "messages-storage.enabled", true,
                        "messages-storage.uri", "jdbc:h2:" + folder.toAbsolutePath().resolve("messages"),
                        "queues", Map.of("tasks", Map.of()));
        var config = ConfigFactory.parseMap(own).withFallback(ConfigFactory.load());
        return new ElasticMQServer(new ElasticMQServerConfig(config)).start();
    }
}
