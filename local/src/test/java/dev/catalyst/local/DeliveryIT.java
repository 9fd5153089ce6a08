package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Messages of the task queue that come again, in batches, or are poison: on the host's own queue.
 */
class DeliveryIT {

    private static final String WORK = Json.write(Map.of("tenant", "default"));
    private static final String POISON = "{\"tennant\": \"default\"}";
    private static final String REASON = "must be a JSON object that names its tenant";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Ends without a model's work: the generator cannot read it. */
    private static final String PROMPT = "Sing me a song";

    @TempDir private Path home;

    private HostProcess host;
    private Clients aws;
    private HostApi api;

    @Test
    void what_comes_again_does_nothing_again_and_poison_lies_apart_until_it_is_sent_again()
            throws Exception {
        try (var process = HostProcess.start(Project.ROOT, home);
                var clients = Clients.of(process.ports())) {
            host = process;
            aws = clients;
            api = new HostApi(host.ports().http());
            var project = api.project(Map.of("name", "delivery"));

            var duplicated = api.task(project, PROMPT);
            send(Stream.generate(() -> WORK).limit(5).toList());
            await().atMost(PATIENCE).until(() -> api.hasEnded(duplicated));
            ranOnce(List.of(duplicated));

            var nine = IntStream.range(0, 9).mapToObj(i -> api.task(project, PROMPT)).toList();
            send(Stream.concat(nine.stream().map(id -> WORK), Stream.of(POISON)).toList());
            await().atMost(PATIENCE).until(() -> nine.stream().allMatch(api::hasEnded));
            ranOnce(nine);
            await().atMost(PATIENCE).until(() -> left("TaskQueue") == 0);
            assertThat(command("list")).contains(POISON, REASON).hasLineCount(2);

            // a message that could not be served for a while, and that can be now
            aws.sqs().sendMessage(send -> send.queueUrl(url("TaskDeadLetters")).messageBody(WORK));
            assertThat(command("redrive")).contains("2 sent again");
            command("redrive");

            await().atMost(PATIENCE).until(() -> left("TaskQueue") == 0);
            await().atMost(PATIENCE).until(() -> left("TaskDeadLetters") == 1);
            assertThat(command("list")).contains(POISON, REASON).hasLineCount(2);
            var all = new ArrayList<>(nine);
            all.add(duplicated);
            ranOnce(all);
        }
    }

    private void ranOnce(List<String> tasks) {
        var machine = aws.sfn().listStateMachines().stateMachines().getFirst().stateMachineArn();
        var names =
                aws
                        .sfn()
                        .listExecutionsPaginator(list -> list.stateMachineArn(machine))
                        .executions()
                        .stream()
                        .map(ExecutionListItem::name)
                        .toList();
        assertThat(names).doesNotHaveDuplicates().containsAll(tasks);
        for (var id : tasks) {
            assertThat(api.told(id)).containsOnlyOnce("task.started", "task.failed");
        }
    }

    private void send(List<String> bodies) {
        var entries =
                IntStream.range(0, bodies.size())
                        .mapToObj(
                                i ->
                                        SendMessageBatchRequestEntry.builder()
                                                .id("m" + i)
                                                .messageBody(bodies.get(i))
                                                .build())
                        .toList();
        var sent = aws.sqs().sendMessageBatch(b -> b.queueUrl(url("TaskQueue")).entries(entries));
        assertThat(sent.failed()).isEmpty();
    }

    private String url(String queue) {
        return aws.sqs().getQueueUrl(get -> get.queueName(queue)).queueUrl();
    }

    /** Messages that wait or are being served. */
    private int left(String queue) {
        return aws
                .sqs()
                .getQueueAttributes(
                        get ->
                                get.queueUrl(url(queue))
                                        .attributeNames(
                                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                                QueueAttributeName
                                                        .APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    /** What {@code ./catalyst dead-letters} says. */
    private String command(String action) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dcatalyst.root=" + Project.ROOT,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.catalyst.local.cli.Catalyst",
                        "dead-letters",
                        action);
        builder.environment().put("CATALYST_HOME", home.toString());
        var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
