package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.s3.presigner.model.PutObjectPresignRequest;
import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class HostIT {

    @TempDir private static Path home;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Host host;
    private static Clients aws;

    @BeforeAll
    static void start() {
        host = Host.start(project(), home, Configuration.of(Map.of("PORT", "0")));
        aws = Clients.of(host.ports());
    }

    @AfterAll
    static void stop() {
        aws.close();
        host.close();
    }

    @Test
    void the_http_api_of_the_template_answers() throws Exception {
        var address = "http://127.0.0.1:" + host.ports().http();

        assertThat(get(address + "/hello")).isEqualTo("{\"greeting\":\"hello\"}");
    }

    @Test
    void a_stock_client_finds_the_table_with_index_stream_and_expiry() {
        var table = aws.dynamoDb().describeTable(ask -> ask.tableName("Table")).table();

        assertThat(table.globalSecondaryIndexes().getFirst().indexName()).isEqualTo("gsi1");
        assertThat(table.streamSpecification().streamViewTypeAsString()).isEqualTo("NEW_IMAGE");
        assertThat(
                        aws.dynamoDb()
                                .describeTimeToLive(ask -> ask.tableName("Table"))
                                .timeToLiveDescription()
                                .attributeName())
                .isEqualTo("expires_at");
    }

    @Test
    void a_stock_client_finds_the_queues_and_their_redrive_policy() {
        var url = aws.sqs().getQueueUrl(ask -> ask.queueName("Work")).queueUrl();
        var attributes =
                aws.sqs()
                        .getQueueAttributes(
                                ask -> ask.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                        .attributes();

        assertThat(url).isEqualTo("http://127.0.0.1:" + host.ports().sqs() + "/000000000000/Work");
        assertThat(attributes)
                .containsEntry(
                        QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:us-east-1:000000000000:Work")
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "7");
        assertThat(attributes.get(QueueAttributeName.REDRIVE_POLICY))
                .contains("arn:aws:sqs:us-east-1:000000000000:Dead");
    }

    @Test
    void an_object_is_put_and_read_by_presigned_links() throws Exception {
        var put =
                aws.presigner()
                        .presignPutObject(
                                PutObjectPresignRequest.builder()
                                        .signatureDuration(Duration.ofMinutes(1))
                                        .putObjectRequest(
                                                object -> object.bucket("artifacts").key("a/b"))
                                        .build())
                        .url()
                        .toURI();
        var sent =
                HTTP.send(
                        HttpRequest.newBuilder(put)
                                .PUT(HttpRequest.BodyPublishers.ofString("content"))
                                .build(),
                        BodyHandlers.discarding());
        var link =
                aws.presigner()
                        .presignGetObject(
                                ask ->
                                        ask.signatureDuration(Duration.ofMinutes(1))
                                                .getObjectRequest(
                                                        object ->
                                                                object.bucket("artifacts")
                                                                        .key("a/b")))
                        .url()
                        .toString();

        assertThat(sent.statusCode()).isEqualTo(200);
        assertThat(get(link)).isEqualTo("content");
    }

    @Test
    void a_link_with_a_wrong_signature_is_refused() throws Exception {
        aws.s3().putObject(o -> o.bucket("artifacts").key("secret"), RequestBody.fromString("x"));
        var link = "http://127.0.0.1:" + host.ports().s3() + "/artifacts/secret";

        assertThat(get(link)).contains("AccessDenied");
    }

    @Test
    void the_sdk_invokes_a_function_and_hears_of_its_error() {
        var answer = aws.lambda().invoke(call -> call.functionName("Greeter"));
        var failed =
                aws.lambda()
                        .invoke(
                                call ->
                                        call.functionName(
                                                        "arn:aws:lambda:us-east-1:000000000000:function:Greeter:live")
                                                .payload(
                                                        SdkBytes.fromUtf8String(
                                                                "{\"fail\":true}")));

        assertThat(answer.payload().asUtf8String()).isEqualTo("{\"greeting\":\"hello\"}");
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(Json.tree(failed.payload().asUtf8String()).get("errorType").asText())
                .isEqualTo("java.lang.IllegalArgumentException");
        assertThatThrownBy(() -> aws.lambda().invoke(call -> call.functionName("Nobody")))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void an_event_is_taken_at_once_and_worked_on_later() {
        var answer =
                aws.lambda()
                        .invoke(
                                call ->
                                        call.functionName("Greeter")
                                                .invocationType(InvocationType.EVENT)
                                                .payload(
                                                        SdkBytes.fromUtf8String(
                                                                "{\"store\":\"later\"}")));

        assertThat(answer.statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(60)).until(() -> stored("later"));
    }

    @Test
    void an_execution_runs_functions_of_the_template() {
        var machine = "arn:aws:states:us-east-1:000000000000:stateMachine:Machine";
        var execution =
                aws.sfn()
                        .startExecution(
                                start ->
                                        start.stateMachineArn(machine)
                                                .name("one")
                                                .input("{\"store\":\"executed\"}"))
                        .executionArn();

        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                aws.sfn()
                                        .describeExecution(ask -> ask.executionArn(execution))
                                        .status(),
                        ExecutionStatus.SUCCEEDED::equals);
        assertThat(stored("executed")).isTrue();
        await().atMost(Duration.ofSeconds(60)).until(() -> stored("heard-of-the-end"));
    }

    @Test
    void an_event_that_is_put_reaches_the_rules_of_the_template() throws Exception {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + host.ports().services() + "/"))
                        .header("X-Amz-Target", "AWSEvents.PutEvents")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        """
                                        {"Entries": [{"Source": "shop", "DetailType": "Order",
                                          "Detail": "{\\"store\\": \\"ordered\\"}"}]}
                                        """))
                        .build();

        var answer = HTTP.send(request, BodyHandlers.ofString());

        assertThat(Json.tree(answer.body()).get("FailedEntryCount").asInt()).isZero();
        await().atMost(Duration.ofSeconds(60)).until(() -> stored("ordered"));
    }

    @Test
    void an_unknown_operation_is_an_error_of_the_protocol() throws Exception {
        assertThat(get("http://127.0.0.1:" + host.ports().services() + "/anything"))
                .contains("UnknownOperationException");
    }

    @Test
    void commands_find_the_running_host_in_its_home() {
        assertThat(Running.in(home).map(Running::ports)).contains(host.ports());
    }

    @Test
    void a_second_host_on_the_same_home_is_refused() {
        assertThatThrownBy(() -> Host.start(project(), home, Configuration.of(Map.of("PORT", "0"))))
                .isInstanceOf(HostUnavailable.HomeInUse.class)
                .hasMessageContaining(home.toString())
                .hasMessageContaining("CATALYST_HOME");
        assertThat(Running.in(home)).isPresent();
    }

    @Test
    void a_taken_port_is_named_with_the_variable_to_change(@TempDir Path other) throws IOException {
        try (var taken = new ServerSocket(0)) {
            var port = taken.getLocalPort();

            assertThatThrownBy(
                            () ->
                                    Host.start(
                                            project(),
                                            other,
                                            Configuration.of(
                                                    Map.of("PORT", String.valueOf(port - 3)))))
                    .isInstanceOf(HostUnavailable.class)
                    .hasMessageContaining("port " + port)
                    .hasMessageContaining("PORT");
        }
        assertThat(Running.in(other)).isEmpty();
    }

    @Test
    void a_template_that_cannot_be_served_stops_the_start(@TempDir Path other) throws IOException {
        Files.writeString(
                other.resolve("template.yaml"), "Resources: {Cluster: {Type: AWS::ECS::Cluster}}");

        assertThatThrownBy(
                        () ->
                                Host.start(
                                        other,
                                        other.resolve("home"),
                                        Configuration.of(Map.of("PORT", "0"))))
                .isInstanceOf(HostUnavailable.class)
                .hasMessageContaining("Resources.Cluster")
                .hasMessageContaining("AWS::ECS::Cluster");
    }

    private static boolean stored(String key) {
        return aws.dynamoDb()
                .getItem(
                        ask ->
                                ask.tableName("Table")
                                        .consistentRead(true)
                                        .key(Map.of("pk", AttributeValue.fromS(key))))
                .hasItem();
    }

    private static String get(String address) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(address)).build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static Path project() {
        try {
            return Path.of(HostIT.class.getResource("/host/template.yaml").toURI()).getParent();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
