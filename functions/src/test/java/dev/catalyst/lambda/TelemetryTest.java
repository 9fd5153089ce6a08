package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.ClientContext;
import com.amazonaws.services.lambda.runtime.CognitoIdentity;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;

import dev.catalyst.lambda.Measures.Figure;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/**
 * What a function tells of itself on Lambda: one that fails runs in a process of its own, with the
 * variables that Lambda sets, and X-Ray's listener, Sentry and AWS stand beside it.
 */
class TelemetryTest {

    private static final String SECRET = "ada@mail.example.org";
    private static final List<String> REPORTS = new CopyOnWriteArrayList<>();
    private static final List<String> SEGMENTS = new ArrayList<>();
    private static String log = "";

    /** The process: a step that asks for queues, calls a model, measures, and fails. */
    static final class Function extends StepHandler<JsonNode, String> {

        private Function() {
            super(JsonNode.class, "coder");
        }

        public static void main(String[] arguments) throws IOException {
            System.setProperty(
                    "com.amazonaws.xray.traceHeader",
                    "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1");
            var input = "{\"task_id\": \"t-1\", \"request_id\": \"r-1\"}";
            try {
                new Function()
                        .handleRequest(
                                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                                new ByteArrayOutputStream(),
                                new Surroundings());
            } catch (IllegalStateException thrown) {
                System.out.println("thrown: " + thrown);
            }
        }

        @Override
        protected String handle(JsonNode input, Context context) {
            Wiring.sqs().listQueues();
            Tracing.within("model", Map.of("provider", "offline"), () -> "");
            Measures.tell("agent", "coder", Map.of(Figure.TURN_SECONDS, 1.5));
            throw new IllegalStateException("no mail to " + SECRET);
        }
    }

    @BeforeAll
    static void run() throws IOException, InterruptedException {
        var loopback = InetAddress.getLoopbackAddress();
        var server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    var body = exchange.getRequestBody().readAllBytes();
                    if (exchange.getRequestURI().getPath().contains("envelope")) {
                        REPORTS.add(unzipped(body));
                    }
                    exchange.sendResponseHeaders(200, 2);
                    exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
        try (var listener = new DatagramSocket(0, loopback)) {
            var address = "127.0.0.1:" + server.getAddress().getPort();
            var child =
                    new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-cp",
                            System.getProperty(
                                    "surefire.test.class.path",
                                    System.getProperty("java.class.path")),
                            Function.class.getName());
            child.environment().put("ENABLE_PERFORMANCE_MONITORING", "true");
            child.environment()
                    .putAll(
                            Map.of(
                                    "AWS_LAMBDA_FUNCTION_NAME", "catalyst-Coder",
                                    "LAMBDA_TASK_ROOT", "/var/task",
                                    "AWS_XRAY_DAEMON_ADDRESS",
                                            "127.0.0.1:" + listener.getLocalPort(),
                                    "AWS_REGION", "us-east-1",
                                    "AWS_ACCESS_KEY_ID", "test",
                                    "AWS_SECRET_ACCESS_KEY", "test",
                                    "AWS_ENDPOINT_URL", "http://" + address,
                                    "SENTRY_DSN", "http://key@" + address + "/1",
                                    "ENVIRONMENT", "staging"));
            var process = child.redirectErrorStream(true).start();
            log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(log).isZero();
            receive(listener);
        } finally {
            server.stop(0);
        }
    }

    private static void receive(DatagramSocket listener) throws IOException {
        // all was sent before the process ended
        listener.setSoTimeout(200);
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        try {
            while (true) {
                listener.receive(packet);
                SEGMENTS.add(
                        new String(
                                packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
            }
        } catch (SocketTimeoutException done) {
            assertThat(SEGMENTS).as(log).isNotEmpty();
        }
    }

    private static String unzipped(byte[] body) throws IOException {
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes(),
                StandardCharsets.UTF_8);
    }

    @Test
    void the_trace_has_the_step_with_what_finds_it_and_its_calls() {
        var step = Json.tree(SEGMENTS.getFirst().lines().skip(1).findFirst().orElseThrow());

        assertThat(step.path("trace_id").asText()).isEqualTo("1-5759e988-bd862e3fe1be46a994272793");
        assertThat(step.path("parent_id").asText()).isEqualTo("53995c3f42cd8ad8");
        assertThat(step.path("name").asText()).isEqualTo("Function");
        assertThat(step.path("fault").asBoolean()).isTrue();
        var annotations = step.path("annotations");
        assertThat(annotations.path("task_id").asText()).isEqualTo("t-1");
        assertThat(annotations.path("req_id").asText()).isEqualTo("r-1");
        assertThat(annotations.path("error").asText()).isEqualTo("IllegalStateException");
        assertThat(step.path("subsegments").findValuesAsText("name")).contains("Sqs", "model");
    }

    @Test
    void the_figure_is_a_line_in_the_embedded_metric_format() {
        var figure = figure("agent");

        assertThat(figure.path("TurnSeconds").asDouble()).isEqualTo(1.5);
        assertThat(figure.path("agent").asText()).isEqualTo("coder");
        var described = figure.path("_aws").path("CloudWatchMetrics").path(0);
        assertThat(described.path("Namespace").asText()).isEqualTo("Catalyst");
        assertThat(described.path("Metrics").path(0).path("Unit").asText()).isEqualTo("Seconds");
        assertThat(described.path("Dimensions").toString()).contains("agent");
    }

    @Test
    void closely_watched_it_also_tells_what_its_calls_and_the_whole_took() {
        var call = figure("operation");
        assertThat(call.path("operation").asText()).isEqualTo("SQS.ListQueues");
        assertThat(call.path("CallSeconds").asDouble()).isBetween(0.000_1, 60.0);
        assertThat(call.path("CallRetries").asDouble()).isZero();

        var whole = figure("function");
        assertThat(whole.path("function").asText()).isEqualTo("Function");
        assertThat(whole.path("InvocationSeconds").asDouble())
                .isGreaterThan(call.path("CallSeconds").asDouble());
        assertThat(whole.path("HeapMegabytes").asDouble()).isPositive();
    }

    /** The figures that are told in this dimension. */
    private static JsonNode figure(String dimension) {
        return log.lines()
                .filter(line -> line.contains("\"_aws\""))
                .map(Json::tree)
                .filter(
                        line ->
                                line.path("_aws")
                                        .findValue("Dimensions")
                                        .toString()
                                        .contains('"' + dimension + '"'))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_error_is_reported_once_with_its_frames_and_what_finds_its_request() {
        assertThat(REPORTS).as(log).hasSize(1);
        var report = Json.tree(REPORTS.getFirst().lines().skip(2).findFirst().orElseThrow());

        assertThat(report.path("environment").asText()).isEqualTo("staging");
        assertThat(report.path("tags").path("task_id").asText()).isEqualTo("t-1");
        assertThat(report.path("tags").path("req_id").asText()).isEqualTo("r-1");
        assertThat(report.path("tags").path("agent").asText()).isEqualTo("coder");
        var fault = report.path("exception").path("values").path(0);
        assertThat(fault.path("type").asText()).isEqualTo("IllegalStateException");
        assertThat(fault.path("value").asText()).isEqualTo("no mail to [email]");
        assertThat(fault.path("stacktrace").findValuesAsText("function")).contains("handle");
    }

    @Test
    void nothing_of_it_tells_what_is_to_be_hidden() {
        assertThat(log).contains("thrown: ", "[email]").doesNotContain(SECRET);
        assertThat(SEGMENTS).noneMatch(segment -> segment.contains(SECRET));
        assertThat(REPORTS).noneMatch(report -> report.contains(SECRET));
    }

    /** What Lambda tells a handler of its invocation. */
    private static final class Surroundings implements Context {

        @Override
        public String getAwsRequestId() {
            return "f-1";
        }

        @Override
        public String getLogGroupName() {
            return "";
        }

        @Override
        public String getLogStreamName() {
            return "";
        }

        @Override
        public String getFunctionName() {
            return "catalyst-Coder";
        }

        @Override
        public String getFunctionVersion() {
            return "1";
        }

        @Override
        public String getInvokedFunctionArn() {
            return "arn:aws:lambda:us-east-1:123456789012:function:catalyst-Coder";
        }

        @Override
        public CognitoIdentity getIdentity() {
            return null;
        }

        @Override
        public ClientContext getClientContext() {
            return null;
        }

        @Override
        public int getRemainingTimeInMillis() {
            return 1000;
        }

        @Override
        public int getMemoryLimitInMB() {
            return 1024;
        }

        @Override
        public LambdaLogger getLogger() {
            return null;
        }
    }
}
