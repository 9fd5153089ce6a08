package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sfn.model.ExecutionAlreadyExistsException;
import software.amazon.awssdk.services.sfn.model.ExecutionDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.ExecutionListItem;
import software.amazon.awssdk.services.sfn.model.ExecutionNotRedrivableException;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sfn.model.HistoryEvent;
import software.amazon.awssdk.services.sfn.model.HistoryEventType;
import software.amazon.awssdk.services.sfn.model.InvalidTokenException;
import software.amazon.awssdk.services.sfn.model.StateMachineDoesNotExistException;
import software.amazon.awssdk.services.sfn.model.TaskTimedOutException;
import software.amazon.awssdk.services.sfn.model.ValidateStateMachineDefinitionResponse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;

/** AWS's own client against the wire protocol. */
class StepFunctionsApiTest {

    private static final String STATES =
            """
            'Approval': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke.waitForTaskToken',
              'Arguments': {'Payload': '{% $states.context.Task.Token %}'}, 'Next': 'Done'},
            'Done': {'Type': 'Pass', 'Assign': {'v': [1]}, 'End': true}
            """;

    @TempDir Path directory;

    private final AtomicReference<String> token = new AtomicReference<>();
    private Host host;
    private HttpServer server;
    private SfnClient client;
    private String machine;

    @BeforeEach
    void open() throws IOException {
        host =
                new Host(
                        directory,
                        call -> {
                            token.set(call.arguments().get("Payload").textValue());
                            return Host.json("{'StatusCode': 200}");
                        });
        host.service.start();
        machine = host.create(Host.machine(STATES));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        client =
                SfnClient.builder()
                        .endpointOverride(
                                URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("test", "test")))
                        .httpClient(UrlConnectionHttpClient.create())
                        .build();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        StepFunctionsApi.Response response = host.api.answer(target, body);
        byte[] bytes = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(response.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @AfterEach
    void close() {
        client.close();
        server.stop(0);
        host.close();
    }

    private String start(String name) {
        return client.startExecution(r -> r.stateMachineArn(machine).name(name).input("{\"a\":1}"))
                .executionArn();
    }

    private String waiting(String name) {
        String arn = start(name);
        host.untilType(arn, "TaskSubmitted");
        return arn;
    }

    @Test
    void an_execution_is_started_described_answered_and_read_back() {
        String arn = waiting("one");
        assertThat(client.describeExecution(r -> r.executionArn(arn)))
                .satisfies(
                        found -> {
                            assertThat(found.status()).isEqualTo(ExecutionStatus.RUNNING);
                            assertThat(found.input()).isEqualTo("{\"a\":1}");
                            assertThat(found.startDate()).isEqualTo(Host.NEW_YEAR);
                            assertThat(found.stopDate()).isNull();
                            assertThat(found.redriveStatusAsString()).isEqualTo("NOT_REDRIVABLE");
                        });
        client.sendTaskHeartbeat(r -> r.taskToken(token.get()));
        client.sendTaskSuccess(r -> r.taskToken(token.get()).output("{\"ok\":true}"));
        assertThat(client.describeExecution(r -> r.executionArn(arn)))
                .satisfies(
                        found -> {
                            assertThat(found.status()).isEqualTo(ExecutionStatus.SUCCEEDED);
                            assertThat(found.output()).isEqualTo("{\"ok\":true}");
                        });
        List<HistoryEvent> events = client.getExecutionHistory(r -> r.executionArn(arn)).events();
        assertThat(events)
                .extracting(HistoryEvent::type)
                .doesNotContain(HistoryEventType.UNKNOWN_TO_SDK_VERSION);
        assertThat(events.get(2).taskScheduledEventDetails().resource())
                .isEqualTo("invoke.waitForTaskToken");
        assertThat(events.getLast().executionSucceededEventDetails().output())
                .isEqualTo("{\"ok\":true}");
        assertThat(events.get(events.size() - 2).stateExitedEventDetails().assignedVariables())
                .containsEntry("v", "[1]");
    }

    @Test
    void a_history_is_paged_forwards_and_backwards() {
        String arn = waiting("one");
        client.sendTaskSuccess(r -> r.taskToken(token.get()).output("1"));
        List<Long> all = LongStream.rangeClosed(1, 10).boxed().toList();
        assertThat(pages(arn, false, 3)).isEqualTo(all);
        assertThat(pages(arn, true, 3)).isEqualTo(all.reversed());
        assertThat(pages(arn, true, 10)).isEqualTo(all.reversed());
        assertThat(pages(arn, false, 5)).isEqualTo(all);
        HistoryEvent bare =
                client.getExecutionHistory(r -> r.executionArn(arn).includeExecutionData(false))
                        .events()
                        .getFirst();
        assertThat(bare.executionStartedEventDetails().input()).isNull();
    }

    private List<Long> pages(String arn, boolean reverse, int size) {
        List<Long> ids = new ArrayList<>();
        client
                .getExecutionHistoryPaginator(
                        r -> r.executionArn(arn).reverseOrder(reverse).maxResults(size))
                .stream()
                .forEach(
                        page -> {
                            assertThat(page.events()).hasSizeBetween(1, size);
                            page.events().forEach(event -> ids.add(event.id()));
                        });
        return ids;
    }

    @Test
    void executions_are_listed_latest_first_by_page_and_status() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            names.addFirst("n" + i);
            start("n" + i);
            host.clock.advance(java.time.Duration.ofSeconds(1));
        }
        String stopped = Machine.executionArn("machine", "n3");
        client.stopExecution(r -> r.executionArn(stopped).error("E").cause("C"));
        assertThat(
                        client
                                .listExecutionsPaginator(
                                        r -> r.stateMachineArn(machine).maxResults(3))
                                .executions()
                                .stream()
                                .map(ExecutionListItem::name))
                .isEqualTo(names);
        assertThat(
                        client.listExecutions(
                                        r ->
                                                r.stateMachineArn(machine)
                                                        .statusFilter(ExecutionStatus.ABORTED))
                                .executions())
                .extracting(ExecutionListItem::name)
                .containsExactly("n3");
        assertThat(client.describeExecution(r -> r.executionArn(stopped)).cause()).isEqualTo("C");
        client.redriveExecution(r -> r.executionArn(stopped));
        assertThat(client.describeExecution(r -> r.executionArn(stopped)).redriveCount())
                .isEqualTo(1);
    }

    @Test
    void state_machines_are_listed_described_and_validated() {
        assertThat(client.listStateMachines().stateMachines())
                .singleElement()
                .satisfies(found -> assertThat(found.name()).isEqualTo("machine"));
        String definition =
                client.describeStateMachine(r -> r.stateMachineArn(machine)).definition();
        assertThat(Host.json(definition)).isEqualTo(Host.json(Host.machine(STATES)));
        String arn = start("one");
        assertThat(client.describeStateMachineForExecution(r -> r.executionArn(arn)).definition())
                .isEqualTo(definition);
        assertThat(client.validateStateMachineDefinition(r -> r.definition(definition)))
                .extracting(ValidateStateMachineDefinitionResponse::resultAsString)
                .isEqualTo("OK");
        assertThat(
                        client.validateStateMachineDefinition(
                                        r -> r.definition("{\"StartAt\":\"A\",\"States\":{}}"))
                                .diagnostics())
                .singleElement()
                .satisfies(found -> assertThat(found.location()).isEqualTo("/StartAt"));
    }

    @Test
    void faults_are_those_of_the_service() {
        String arn = start("one");
        assertThatThrownBy(() -> client.startExecution(r -> r.stateMachineArn(machine).name("one")))
                .isInstanceOf(ExecutionAlreadyExistsException.class);
        assertThatThrownBy(() -> client.startExecution(r -> r.stateMachineArn(machine + "x")))
                .isInstanceOf(StateMachineDoesNotExistException.class);
        assertThatThrownBy(() -> client.describeExecution(r -> r.executionArn(arn + "x")))
                .isInstanceOf(ExecutionDoesNotExistException.class);
        assertThatThrownBy(() -> client.redriveExecution(r -> r.executionArn(arn)))
                .isInstanceOf(ExecutionNotRedrivableException.class);
        assertThatThrownBy(() -> client.sendTaskHeartbeat(r -> r.taskToken("nonsense")))
                .isInstanceOf(InvalidTokenException.class);
        assertThatThrownBy(
                        () -> client.sendTaskFailure(r -> r.taskToken("x".repeat(64)).error("E")))
                .isInstanceOf(TaskTimedOutException.class);
        assertThat(host.api.answer("AWSStepFunctions.CreateActivity", "{}"))
                .satisfies(
                        response -> {
                            assertThat(response.status()).isEqualTo(400);
                            assertThat(response.body()).contains("CreateActivity is not served");
                        });
        assertThat(host.api.answer("AWSStepFunctions.StopExecution", "{").status()).isEqualTo(400);
        assertThat(host.api.answer("AWSStepFunctions.ListExecutions", "{\"maxResults\":-1}").body())
                .contains("maxResults");
        assertThat(
                        host.api
                                .answer(
                                        "AWSStepFunctions.GetExecutionHistory",
                                        "{\"executionArn\":\"" + arn + "\",\"nextToken\":\"%%\"}")
                                .body())
                .contains("InvalidToken");
    }
}
