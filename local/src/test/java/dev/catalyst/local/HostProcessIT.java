package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class HostProcessIT {

    private static final String MACHINE =
            "arn:aws:states:us-east-1:000000000000:stateMachine:Machine";

    @TempDir private Path home;

    @Test
    void what_was_stored_survives_a_killed_host() throws Exception {
        try (var first = HostProcess.start(project(), home);
                var aws = Clients.of(first.ports())) {
            store(aws);
            first.kill();
        }

        assertThat(Running.in(home)).isEmpty();
        try (var second = HostProcess.start(project(), home);
                var aws = Clients.of(second.ports())) {
            checkStored(aws);
        }
    }

    private static void store(Clients aws) {
        aws.dynamoDb()
                .putItem(
                        item ->
                                item.tableName("Table")
                                        .item(Map.of("pk", AttributeValue.fromS("kept"))));
        aws.s3().putObject(o -> o.bucket("artifacts").key("a/b"), RequestBody.fromString("kept"));
        var queue = aws.sqs().getQueueUrl(ask -> ask.queueName("Work")).queueUrl();
        aws.sqs().sendMessage(message -> message.queueUrl(queue).messageBody("kept"));
        var execution =
                aws.sfn()
                        .startExecution(start -> start.stateMachineArn(MACHINE).name("kept"))
                        .executionArn();
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                aws.sfn()
                                        .describeExecution(ask -> ask.executionArn(execution))
                                        .status(),
                        ExecutionStatus.SUCCEEDED::equals);
    }

    private static void checkStored(Clients aws) {
        assertThat(
                        aws.dynamoDb()
                                .getItem(
                                        ask ->
                                                ask.tableName("Table")
                                                        .key(
                                                                Map.of(
                                                                        "pk",
                                                                        AttributeValue.fromS(
                                                                                "kept"))))
                                .hasItem())
                .isTrue();
        assertThat(aws.s3().getObjectAsBytes(o -> o.bucket("artifacts").key("a/b")).asUtf8String())
                .isEqualTo("kept");
        var queue = aws.sqs().getQueueUrl(ask -> ask.queueName("Work")).queueUrl();
        assertThat(aws.sqs().receiveMessage(ask -> ask.queueUrl(queue)).messages())
                .singleElement()
                .satisfies(message -> assertThat(message.body()).isEqualTo("kept"));
        assertThat(aws.sfn().listExecutions(ask -> ask.stateMachineArn(MACHINE)).executions())
                .singleElement()
                .satisfies(one -> assertThat(one.status()).isEqualTo(ExecutionStatus.SUCCEEDED));
    }

    @ParameterizedTest
    @CsvSource({"TERM, 0", "INT, 130"})
    void a_signal_ends_the_process_and_frees_ports_and_home(String signal, int status)
            throws Exception {
        try (var host = HostProcess.start(project(), home)) {
            assertThat(host.stop(signal)).isEqualTo(status);

            assertThat(home.resolve("host.json")).doesNotExist();
            assertThat(isFree(host.ports().http())).isTrue();
            assertThat(isFree(host.ports().services())).isTrue();
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static Path project() throws URISyntaxException {
        return Path.of(HostProcessIT.class.getResource("/host/template.yaml").toURI()).getParent();
    }
}
