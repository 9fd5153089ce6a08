package dev.catalyst.local.emulators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.Queue;
import dev.catalyst.local.template.Table;
import dev.catalyst.local.template.Template;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

class EmulatorsIT {

    @TempDir private Path home;

    private final Ports ports = freePorts();

    @Test
    void a_queue_takes_changed_settings_and_keeps_its_messages() throws Exception {
        try (var _ = start(template(queue("Work", 7)));
                var sqs = sqs()) {
            sqs.sendMessage(message -> message.queueUrl(url("Work")).messageBody("kept"));
        }

        try (var _ = start(template(queue("Work", 9), queue("Other", 1)));
                var sqs = sqs()) {
            assertThat(sqs.listQueues().queueUrls())
                    .containsExactlyInAnyOrder(url("Work"), url("Other"));
            assertThat(
                            sqs.getQueueAttributes(
                                            ask ->
                                                    ask.queueUrl(url("Work"))
                                                            .attributeNames(QueueAttributeName.ALL))
                                    .attributes())
                    .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "9");
            assertThat(sqs.receiveMessage(ask -> ask.queueUrl(url("Work"))).messages())
                    .singleElement()
                    .satisfies(message -> assertThat(message.body()).isEqualTo("kept"));
        }
    }

    @Test
    void a_table_that_was_created_and_no_more_gets_its_time_to_live() throws Exception {
        try (var _ = start(template(Optional.empty()))) {
            // as a host leaves it that is killed there
        }
        try (var _ = start(template(Optional.of("ttl")));
                var table = Emulators.client(DynamoDbClient.builder(), ports.dynamoDb())) {
            assertThat(
                            table.describeTimeToLive(ask -> ask.tableName("Things"))
                                    .timeToLiveDescription()
                                    .attributeName())
                    .isEqualTo("ttl");
        }
    }

    @Test
    void a_template_that_cannot_be_read_leaves_no_emulator() {
        var template = new CompletableFuture<Template>();
        template.completeExceptionally(new IOException("unreadable"));

        assertThatThrownBy(() -> Emulators.start(template, home, ports))
                .hasRootCauseMessage("unreadable");
        assertThat(isFree(ports.dynamoDb())).isTrue();
        assertThat(isFree(ports.s3())).isTrue();
        assertThat(isFree(ports.sqs())).isTrue();
    }

    private Emulators start(Template template) throws Exception {
        return Emulators.start(CompletableFuture.completedFuture(template), home, ports);
    }

    private SqsClient sqs() {
        return SqsClient.builder()
                .endpointOverride(URI.create(Ports.address(ports.sqs())))
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("test", "test")))
                .build();
    }

    private String url(String queue) {
        return "%s/%s/%s".formatted(Ports.address(ports.sqs()), Arns.ACCOUNT, queue);
    }

    private Queue queue(String name, int visibilitySeconds) {
        return new Queue(
                name,
                url(name),
                false,
                false,
                Duration.ofSeconds(visibilitySeconds),
                Duration.ofDays(4),
                Duration.ZERO,
                Duration.ZERO,
                Optional.empty());
    }

    private static Template template(Optional<String> timeToLiveAttribute) {
        var table =
                new Table(
                        "Things",
                        Map.of("pk", "S"),
                        new Table.Key("pk", Optional.empty()),
                        List.of(),
                        Optional.empty(),
                        timeToLiveAttribute);
        return template(List.of(table), List.of());
    }

    private static Template template(Queue... queues) {
        return template(List.of(), List.of(queues));
    }

    private static Template template(List<Table> tables, List<Queue> queues) {
        return new Template(
                List.of(), List.of(), List.of(), tables, List.of(), queues, List.of(), List.of(),
                List.of(), List.of(), Map.of());
    }

    private static Ports freePorts() {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < 5; i++) {
                sockets.add(new ServerSocket(0));
            }
            var free = sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (var socket : sockets) {
                socket.close();
            }
            return new Ports(free.get(0), free.get(1), free.get(2), free.get(3), free.get(4));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
