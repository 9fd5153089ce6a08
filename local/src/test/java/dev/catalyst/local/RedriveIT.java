package dev.catalyst.local;

import static dev.catalyst.local.Patient.says;
import static dev.catalyst.local.Patient.with;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.local.contract.Project;
import dev.catalyst.local.models.ModelServer;
import dev.catalyst.local.models.Protocol;
import dev.langchain4j.data.message.ChatMessage;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * After failures of several kinds a redrive goes on from the failed step, through the task's own
 * state machine, with a model over real HTTP. One host serves all tasks, which begin at once.
 */
@TestMethodOrder(OrderAnnotation.class)
class RedriveIT {

    private static final String KEY = "sk-0123456789abcdefghijklmnop";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** By the code of the failure that they get. */
    private static final Map<String, Patient> PATIENTS =
            Map.of(
                    "model_refused",
                    new Patient("photo", "reviewer", good -> says(good, "No.", "content_filter")),
                    "tests_failing",
                    new Patient(
                            "book",
                            "coder",
                            good -> with(good, "write_file", RedriveIT::withAnError)),
                    "internal",
                    new Patient("wine", "coder", RedriveIT::withoutPlan),
                    "model_unavailable",
                    new Patient("coin", "reviewer", RedriveIT::thatIsTheLast),
                    "sandbox_unavailable",
                    new Patient("stamp", "", good -> good));

    private static final Map<String, String> TASKS = new ConcurrentHashMap<>();
    private static final Map<String, ResponseBytes<GetObjectResponse>> TAKEN =
            new ConcurrentHashMap<>();

    @TempDir private static Path folder;

    private static ModelServer model;
    private static HostProcess host;
    private static HostApi api;
    private static Clients aws;
    private static String project;

    @BeforeAll
    static void serve_without_bubblewrap() throws Exception {
        model = new ModelServer(Protocol.OPENAI, KEY);
        model.falls(RedriveIT::answer);
        Files.createDirectory(folder.resolve("bin"));
        link("prlimit");
        link("setpriv");
        var settings = new HashMap<String, String>();
        settings.put("DEFAULT_LLM_PROVIDER", "openai");
        settings.put("DEFAULT_LLM_MODEL", "gpt-4.1-mini");
        settings.put("OPENAI_BASE_URL", model.url() + "/v1");
        settings.put("OPENAI_API_KEY", KEY);
        settings.put("AGENT_TIMEOUT", "12");
        settings.put("MAX_REPAIR_ROUNDS", "1");
        settings.put("MAX_CONCURRENT_TASKS", "4");
        var environment = Map.of("PATH", folder.resolve("bin").toString());
        host = HostProcess.start(Project.ROOT, folder.resolve("home"), settings, environment);
        api = new HostApi(host.ports().http());
        aws = Clients.of(host.ports());
        project = api.project(Map.of("name", "redriven"));
    }

    @AfterAll
    static void stop() {
        Stream.of(aws, host, model).forEach(RedriveIT::close);
    }

    private static void close(AutoCloseable part) {
        try {
            if (part != null) {
                part.close();
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void link(String program) throws IOException {
        for (var place : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
            if (Files.isExecutable(Path.of(place, program))) {
                Files.createSymbolicLink(
                        folder.resolve("bin").resolve(program), Path.of(place, program));
                return;
            }
        }
    }

    @Test
    @Order(1)
    void sandbox_unavailable() throws IOException {
        begin("sandbox_unavailable");
        failed("sandbox_unavailable");
        assertThat(PATIENTS.get("sandbox_unavailable").asked()).isZero();
        link("bwrap");
        for (var code : PATIENTS.keySet()) {
            if (!TASKS.containsKey(code) && !code.equals("model_unavailable")) {
                begin(code);
            }
        }

        goesOn("sandbox_unavailable", Map.of());
    }

    @Order(2)
    @ParameterizedTest
    @ValueSource(strings = {"internal", "model_refused", "tests_failing"})
    void a_redrive_goes_on_from_the_failed_step(String code) {
        failed(code);
        if (code.equals("internal")) {
            TAKEN.forEach(RedriveIT::putBack);
        }

        goesOn(code, Map.of());

        // each call of the model is in the ledger, and none was made again
        assertThat(ledger(code).stream().mapToInt(row -> row.path("attempts").asInt()).sum())
                .isEqualTo(PATIENTS.get(code).asked());
    }

    /** Last, as all tasks have this provider. */
    @Test
    @Order(3)
    void model_unavailable() {
        begin("model_unavailable");
        failed("model_unavailable");
        model.down(false);

        goesOn("model_unavailable", Map.of());
    }

    private static void begin(String code) {
        TASKS.put(code, api.task(project, PATIENTS.get(code).prompt()));
    }

    private static List<JsonNode> ledger(String code) {
        return api.ledger(TASKS.get(code));
    }

    private static void failed(String code) {
        var id = TASKS.get(code);
        await().atMost(PATIENCE).until(() -> api.hasEnded(id));
        assertThat(api.task(id).path("failure").path("code").asText())
                .as("%s", api.task(id))
                .isEqualTo(code);
    }

    private static void goesOn(String code, Map<String, ?> body) {
        var id = TASKS.get(code);
        var failedAgent = api.task(id).path("failure").path("agent").asText();
        var before = ledger(code);
        PATIENTS.get(code).cure();
        api.post("/api/tasks/" + id + "/redrive", body);
        await().atMost(PATIENCE).until(() -> api.hasEnded(id));

        assertThat(api.status(id)).as("%s", api.task(id)).isEqualTo("completed");
        var rows = ledger(code);
        assertThat(rows).containsAll(before).hasSizeGreaterThan(before.size());
        assertThat(rows.stream().map(RedriveIT::turn)).doesNotHaveDuplicates();
        var told = api.events(id);
        assertThat(told.stream().filter(event -> isOf(event, "model.turn"))).hasSameSizeAs(rows);
        assertThat(api.told(id))
                .containsOnlyOnce("task.redriven", "deployment.created", "task.completed");
        if (!failedAgent.equals("planner")) {
            assertThat(told.stream().filter(event -> isOf(event, "agent.started")))
                    .filteredOn(event -> event.path("agent_name").asText().equals("planner"))
                    .hasSize(1);
        }
    }

    private static boolean isOf(JsonNode event, String type) {
        return event.path("type").asText().equals(type);
    }

    private static String turn(JsonNode row) {
        return row.path("agent") + "/" + row.path("component") + "/" + row.path("turn");
    }

    private static ObjectNode answer(List<ChatMessage> messages, ObjectNode good) {
        return PATIENTS.values().stream()
                .filter(patient -> patient.isAsked(messages))
                .findFirst()
                .orElseThrow()
                .answer(messages, good);
    }

    private static ObjectNode thatIsTheLast(ObjectNode answer) {
        model.down(true);
        return answer;
    }

    private static ObjectNode withAnError(ObjectNode file) {
        return file.put("content", file.path("content").asText().replace("201", "200"));
    }

    /** The tester will look for what the planner made. */
    private static ObjectNode withoutPlan(ObjectNode answer) {
        var key = "tasks/default/" + TASKS.get("internal") + "/plan.json";
        if (!TAKEN.containsKey(key)) {
            TAKEN.put(key, aws.s3().getObjectAsBytes(get -> get.bucket(bucket()).key(key)));
            aws.s3().deleteObject(delete -> delete.bucket(bucket()).key(key));
        }
        return answer;
    }

    private static void putBack(String key, ResponseBytes<GetObjectResponse> object) {
        aws.s3()
                .putObject(
                        put -> put.bucket(bucket()).key(key),
                        RequestBody.fromBytes(object.asByteArray()));
    }

    private static String bucket() {
        return aws.s3().listBuckets().buckets().getFirst().name();
    }
}
