package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import dev.catalyst.MainClasses;
import dev.catalyst.events.Event;
import dev.catalyst.projects.Project;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Deployment;
import dev.catalyst.tasks.Failure;
import dev.catalyst.tasks.LedgerRow;
import dev.catalyst.tasks.Status;
import dev.catalyst.tasks.TaskView;
import dev.catalyst.tasks.Tokens;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The OpenAPI document and the code say the same. */
class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}+]+)\\+?}");
    private static final Map<String, String> VARIABLES =
            Map.of(
                    "TABLE_NAME", "table",
                    "BUCKET_NAME", "bucket",
                    "ENVIRONMENT", "development",
                    "SOCKETS_URL", "wss://sockets.example.com/ws",
                    "DEFAULT_LLM_PROVIDER", "offline",
                    "TASK_QUEUE_URL", "https://sqs.example.com/tasks",
                    "STATE_MACHINE_ARN", "arn:aws:states:us-east-1:1:stateMachine:tasks");

    private static final JsonNode DOCUMENT = document();

    record Operation(String method, String path, JsonNode item, JsonNode about) {

        List<JsonNode> parameters() {
            return Stream.concat(
                            item.path("parameters").valueStream(),
                            about.path("parameters").valueStream())
                    .map(OpenApiTest::resolved)
                    .toList();
        }

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path;
        }
    }

    @BeforeAll
    static void clients_know_a_region() {
        System.setProperty("aws.region", "us-east-1");
    }

    @Test
    void a_route_is_documented_and_a_documented_one_is_routed_by_one_function() throws Exception {
        var routed = routed().keySet().stream().map(OpenApiTest::nameless).sorted().toList();
        var documented =
                operations().map(Operation::toString).map(OpenApiTest::nameless).sorted().toList();

        assertThat(routed).doesNotHaveDuplicates().isEqualTo(documented);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void an_operation_says_what_it_takes_and_what_it_answers(Operation operation) {
        var about = operation.about();
        var inPath =
                PARAMETER
                        .matcher(operation.path())
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet());

        assertThat(named(operation, "path")).isEqualTo(inPath);
        assertThat(named(operation, "header")).contains("X-Request-ID");
        assertThat(about.path("summary").asText()).isNotBlank();
        assertThat(about.path("tags").size()).isEqualTo(1);
        assertThat(about.path("responses").has("default")).isTrue();
        about.path("responses")
                .forEach(
                        response ->
                                assertThat(resolved(response).path("headers").fieldNames())
                                        .toIterable()
                                        .contains("X-Request-ID"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void the_conventions_of_its_method_hold_for_an_operation(Operation operation) {
        var responses = operation.about().path("responses");
        switch (operation.method()) {
            case "post" -> {
                var good = responses.has("201") ? responses.get("201") : responses.get("202");
                assertThat(good.path("headers").fieldNames())
                        .toIterable()
                        .contains("Idempotent-Replay");
                // a ticket is used, but not found at an address
                if (!operation.path().equals("/api/stream/tickets")) {
                    assertThat(good.path("headers").fieldNames())
                            .toIterable()
                            .contains("Location", "ETag");
                }
                assertThat(named(operation, "header")).contains("Idempotency-Key");
                assertThat(responses.fieldNames())
                        .toIterable()
                        .contains("400", "413", "415", "422");
                assertThat(schema(operation).path("additionalProperties").asText())
                        .isEqualTo("false");
            }
            case "patch" -> {
                assertThat(named(operation, "header")).contains("If-Match");
                assertThat(responses.fieldNames())
                        .toIterable()
                        .contains("400", "404", "412", "415");
                assertThat(schema(operation).path("additionalProperties").asText())
                        .isEqualTo("false");
            }
            case "get" -> {
                assertThat(operation.about().has("requestBody")).isFalse();
                assertThat(responses.has("404")).isEqualTo(operation.path().contains("{"));
            }
            default -> throw new AssertionError("no convention for " + operation);
        }
    }

    @Test
    void an_operation_names_the_scope_that_its_route_needs() throws Exception {
        var needed = new HashMap<String, Optional<Scope>>();
        routed().forEach((route, scope) -> needed.put(nameless(route), scope));

        assertThat(operations())
                .allSatisfy(
                        operation -> {
                            var scope = needed.get(nameless(operation.toString()));
                            var security = operation.about().path("security");
                            var responses = operation.about().path("responses");
                            if (scope.isPresent()) {
                                assertThat(security.toString())
                                        .isEqualTo("[{\"bearer\":[\"" + scope.get() + "\"]}]");
                                assertThat(responses.fieldNames())
                                        .toIterable()
                                        .contains("401", "403", "429");
                            } else {
                                // an empty way in beside others, or no way in asked for
                                assertThat(security.isEmpty() || security.toString().contains("{}"))
                                        .as(operation.toString())
                                        .isTrue();
                            }
                        });
    }

    @Test
    void operations_have_ids_of_their_own() {
        assertThat(operations().map(one -> one.about().path("operationId").asText()))
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @Test
    void every_reference_leads_to_a_component_and_every_component_is_referred_to() {
        var referred =
                DOCUMENT.findValuesAsText("$ref").stream()
                        .map(reference -> reference.substring("#/components/".length()))
                        .collect(Collectors.toCollection(TreeSet::new));
        var components = new TreeSet<String>();
        // security schemes are referred to by their names
        DOCUMENT.path("components").properties().stream()
                .filter(kind -> !kind.getKey().equals("securitySchemes"))
                .forEach(
                        kind ->
                                kind.getValue()
                                        .fieldNames()
                                        .forEachRemaining(
                                                name ->
                                                        components.add(
                                                                kind.getKey() + "/" + name)));

        assertThat(referred).isEqualTo(components);
    }

    @Test
    void every_schema_is_one_of_json_schema_2020_12() {
        var version = SpecificationVersion.DRAFT_2020_12;
        var meta =
                SchemaRegistry.withDefaultDialect(version)
                        .getSchema(SchemaLocation.of(version.getDialectId()));

        DOCUMENT.path("components")
                .path("schemas")
                .properties()
                .forEach(
                        schema ->
                                assertThat(meta.validate(schema.getValue()))
                                        .as(schema.getKey())
                                        .isEmpty());
        assertThat(meta.validate(Json.tree("{\"type\": \"text\"}"))).isNotEmpty();
    }

    static Stream<Arguments> records() {
        return Stream.of(
                Arguments.of("Project", Project.class, Set.of()),
                Arguments.of("Task", TaskView.class, Set.of()),
                Arguments.of("Tokens", Tokens.class, Set.of()),
                Arguments.of("Failure", Failure.class, Set.of()),
                Arguments.of("LedgerRow", LedgerRow.class, Set.of()),
                Arguments.of("Event", Event.class, Set.of()),
                // the bundle's key is no business of a client's: it gets a link
                Arguments.of("Deployment", Deployment.class, Set.of("bundle")));
    }

    @ParameterizedTest
    @MethodSource("records")
    void a_schema_names_the_fields_of_its_record(String name, Class<?> type, Set<String> hidden) {
        var fields =
                Arrays.stream(type.getRecordComponents())
                        .map(component -> new SnakeCaseStrategy().translate(component.getName()))
                        .filter(field -> !hidden.contains(field))
                        .toList();

        assertThat(component("schemas", name).path("properties").fieldNames())
                .toIterable()
                .containsExactlyElementsOf(fields);
    }

    static Stream<Arguments> enums() {
        return Stream.of(
                Arguments.of("Agent", Agent.values()),
                Arguments.of("AgentState", Agent.State.values()),
                Arguments.of("TaskStatus", Status.values()),
                Arguments.of("FailureCode", Failure.Code.values()));
    }

    @ParameterizedTest
    @MethodSource("enums")
    void a_schema_names_the_values_of_its_enum(String name, Object[] values) {
        assertThat(component("schemas", name).path("enum"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(Arrays.stream(values).map(Object::toString).toList());
    }

    private static Set<String> named(Operation operation, String place) {
        return operation.parameters().stream()
                .filter(parameter -> parameter.path("in").asText().equals(place))
                .map(parameter -> parameter.path("name").asText())
                .collect(Collectors.toSet());
    }

    private static JsonNode schema(Operation operation) {
        return resolved(
                operation
                        .about()
                        .path("requestBody")
                        .path("content")
                        .path("application/json")
                        .path("schema"));
    }

    /** A slash at the end and the names of parameters make no other route. */
    private static String nameless(String route) {
        return PARAMETER.matcher(route).replaceAll("{}").replaceAll("(?<=.)/$", "");
    }

    private static Map<String, Optional<Scope>> routed() throws ReflectiveOperationException {
        var routes = new HashMap<String, Optional<Scope>>();
        for (var handler :
                new ClassFileImporter(List.of(new MainClasses())).importPackages("dev.catalyst")) {
            if (handler.isAssignableTo(HttpHandler.class)
                    && !handler.getModifiers().contains(JavaModifier.ABSTRACT)) {
                made(handler.reflect())
                        .routes()
                        .forEach(
                                (route, scope) -> {
                                    // /api and /api/ are one route in two spellings
                                    if (!route.equals("GET /api")) {
                                        assertThat(routes.put(route, scope)).as(route).isNull();
                                    }
                                });
            }
        }
        return routes;
    }

    private static HttpHandler made(Class<?> handler) throws ReflectiveOperationException {
        var constructor = handler.getConstructor();
        return ScopedValue.where(Env.PROVIDED, VARIABLES)
                .call(() -> (HttpHandler) constructor.newInstance());
    }

    static Stream<Operation> operations() {
        return DOCUMENT.path("paths").properties().stream()
                .flatMap(
                        path ->
                                path.getValue().properties().stream()
                                        .filter(member -> METHODS.contains(member.getKey()))
                                        .map(
                                                member ->
                                                        new Operation(
                                                                member.getKey(),
                                                                path.getKey(),
                                                                path.getValue(),
                                                                member.getValue())));
    }

    private static JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref").asText();
        return reference.isEmpty() ? node : resolved(DOCUMENT.at(reference.substring(1)));
    }

    private static JsonNode component(String kind, String name) {
        return DOCUMENT.path("components").path(kind).path(name);
    }

    private static JsonNode document() {
        try (var in = OpenApiTest.class.getResourceAsStream("/openapi.json")) {
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
