package dev.catalyst.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.events.Event;
import dev.catalyst.knowledge.Lessons;
import dev.catalyst.lambda.Json;
import dev.catalyst.llm.ChatModels;
import dev.catalyst.llm.Circuits;
import dev.catalyst.llm.ModelCall;
import dev.catalyst.llm.Patience;
import dev.catalyst.llm.Price;
import dev.catalyst.llm.Prices;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.sandbox.Verdicts;
import dev.catalyst.store.Ids;
import dev.catalyst.store.Key;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.MemoryS3;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Failure.Code;
import dev.catalyst.tasks.LedgerRow;
import dev.catalyst.tasks.Spend;
import dev.catalyst.tasks.Status;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.Task;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.Tasks;
import dev.catalyst.tasks.Turns;
import dev.catalyst.tasks.Work;
import dev.catalyst.workspace.Workspaces;

import org.jspecify.annotations.NullUnmarked;

import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A task in a table and a bucket in memory, and all that an agent's step needs. */
@NullUnmarked // a test hands in nothing and looks into what is there
public final class Stage {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final String BUCKET = "bucket";

    /** One USD per million tokens in, two out: a nano-USD has a thousand of each. */
    private static final Price PRICE = new Price(BigDecimal.ONE, BigDecimal.TWO);

    final MemoryDynamoDb dynamoDb = new MemoryDynamoDb();
    public final MemoryS3 s3 = new MemoryS3();
    public final ScriptedModel model = new ScriptedModel();
    public final TaskKey key = new TaskKey("default", Ids.uuid7(NOW, new Random(1)));
    private final Table table = new Table(dynamoDb, "table");
    private final Tasks tasks =
            Stores.tasks(table, InstantSource.system(), UnaryOperator.identity());
    final Means means;
    public final Step step;

    public Stage() {
        this(Duration.ofSeconds(60));
    }

    Stage(Duration agentTimeout) {
        this(agentTimeout, Map.of("DEFAULT_LLM_PROVIDER", "offline"));
    }

    /** With another model than the scripted one. */
    Stage(Duration agentTimeout, Map<String, String> settings) {
        var prices =
                new Prices(
                        LocalDate.EPOCH,
                        Map.of(),
                        Map.of(
                                "offline", Map.of("*", PRICE),
                                "openai", Map.of("*", PRICE)));
        means =
                new Means(
                        new Turns(table, tasks),
                        new Artifacts(s3, BUCKET),
                        new Workspaces(s3, BUCKET),
                        new Verdicts(s3, BUCKET),
                        new Lessons(table),
                        new ChatModels(
                                name -> Optional.ofNullable(settings.get(name)),
                                prices,
                                HttpClient::newHttpClient,
                                () -> model),
                        new ModelCall(
                                new Circuits.OfProcess(),
                                new Patience(1, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                                InstantSource.system(),
                                new Random(1)),
                        prices,
                        agentTimeout,
                        InstantSource.system());
        step = new Step(means);
        store(
                new Task(
                        new Task.Origin(
                                key.tenant(),
                                key.id(),
                                "project",
                                "Build a todo app",
                                "simulated",
                                false,
                                "request",
                                Agent.PLANNER,
                                null,
                                NOW),
                        Status.RUNNING,
                        Map.of(),
                        null,
                        NOW,
                        null,
                        Spend.of(2_000_000_000L),
                        Work.NONE,
                        0,
                        1,
                        0,
                        false,
                        null,
                        null));
    }

    /** The task becomes this one, without a word of it. */
    public void store(Task task) {
        ObjectNode item = Json.MAPPER.valueToTree(task);
        table.transaction().put(Key.task(key.tenant(), key.id()), item).commit();
    }

    /** An item of the table that another part would have written. */
    void write(Key at, ObjectNode item) {
        table.transaction().put(at, item).commit();
    }

    /** The task with some of its fields changed. */
    public void change(UnaryOperator<ObjectNode> change) {
        ObjectNode item = Json.MAPPER.valueToTree(task());
        table.transaction().put(Key.task(key.tenant(), key.id()), change.apply(item)).commit();
    }

    public Task task() {
        return tasks.get(key);
    }

    public List<Event> events() {
        return Stores.events(table).after(key.tenant(), key.id(), 0, 1000);
    }

    public List<String> told(String type) {
        return events().stream()
                .filter(event -> event.type().equals(type))
                .map(Event::message)
                .toList();
    }

    public List<LedgerRow> ledger() {
        return table.query(Key.task(key.tenant(), key.id()).pk(), "LEDGER#", "", 1000).stream()
                .map(item -> Json.read(item.toString(), LedgerRow.class))
                .toList();
    }

    /** An artifact that an earlier agent made. */
    public void made(String name, Object value) {
        String stored = means.artifacts().put(key, name, value);
        store(task().with(task().work().withArtifact(name, stored)));
    }

    /** What the sandbox answers for a run. */
    public String verdict(AgentOutput output, Verdict verdict) {
        String at = Verdicts.key(key.tenant(), key.id(), output.run().runId());
        s3.objects.put(at, Json.write(verdict).getBytes(StandardCharsets.UTF_8));
        return at;
    }

    public AgentInput input(AgentOutput before, String component, String observation) {
        return new AgentInput(
                key.id(),
                key.tenant(),
                "request",
                before == null ? 1 : before.turn(),
                component,
                0,
                before == null ? List.of() : before.workspace(),
                observation);
    }

    public AgentOutput run(Role<?> role, AgentInput input) {
        return step.run(role, input, Duration.ofMinutes(10));
    }

    /** The step behind another one of the same component; the first if there is none. */
    AgentOutput next(Role<?> role, AgentOutput before) {
        return run(role, input(before, "app", null));
    }

    void failsWith(Code code, Role<?> role, AgentOutput before) {
        assertThatThrownBy(() -> next(role, before)).isInstanceOf(AgentFailed.class);
        assertThat(task().failure().code()).isEqualTo(code);
        assertThat(task().failure().message()).isNotBlank();
        assertThat(told("agent.failed")).hasSize(1);
    }
}
