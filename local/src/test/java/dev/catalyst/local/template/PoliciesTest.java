package dev.catalyst.local.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import dev.catalyst.local.contract.Project;
import dev.catalyst.local.template.EventSource.FromTable;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A function may do what its code can come to, and nothing else: no emulator knows permissions, so
 * what is missing would show on AWS first.
 */
class PoliciesTest {

    private static final String SDK = "software.amazon.awssdk.services.";

    /** A query of an index needs the right to that index. */
    private static final String INDEX = "dynamodb:Query of an index";

    /**
     * What calls need, by class and method of the SDK; elsewhere an action has its method's name.
     */
    private static final Map<String, String> ACTIONS =
            Map.ofEntries(
                    Map.entry("Builder.indexName", INDEX),
                    Map.entry("Put.builder", "dynamodb:PutItem"),
                    Map.entry("Delete.builder", "dynamodb:DeleteItem"),
                    Map.entry("Update.builder", "dynamodb:UpdateItem"),
                    Map.entry("ConditionCheck.builder", "dynamodb:ConditionCheckItem"),
                    Map.entry("DynamoDbClient.queryPaginator", "dynamodb:Query"),
                    Map.entry("S3Client.getObjectAsBytes", "s3:GetObject"),
                    Map.entry("S3Client.headObject", "s3:GetObject"),
                    Map.entry("S3Client.listObjectsV2", "s3:ListBucket"),
                    Map.entry("S3Presigner.presignGetObject", "s3:GetObject"),
                    Map.entry("LambdaClient.invoke", "lambda:InvokeFunction"),
                    Map.entry(
                            "ApiGatewayManagementApiClient.postToConnection",
                            "execute-api:ManageConnections"),
                    Map.entry(
                            "ApiGatewayManagementApiClient.deleteConnection",
                            "execute-api:ManageConnections"));

    private static final Map<String, String> PREFIXES =
            Map.of(
                    "DynamoDbClient", "dynamodb:",
                    "S3Client", "s3:",
                    "SqsClient", "sqs:",
                    "SfnClient", "states:");

    /** Granted where a parameter asks for it, or to a service that no client of ours calls. */
    private static final Set<String> OTHERS =
            Set.of("bedrock", "cloudformation", "iam", "secretsmanager", "ssm");

    private static final Set<String> CLIENTS_OF_OTHERS =
            Set.of(
                    "BedrockRuntimeClient",
                    "CloudFormationClient",
                    "SecretsManagerClient",
                    "SsmClient");

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPackages("dev.catalyst");
    private static final JsonNode RESOURCES = resources();

    static List<LambdaFunction> functions() {
        return Project.TEMPLATE.functions();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void a_function_may_do_what_its_code_can_come_to_and_nothing_else(LambdaFunction function) {
        var needed = new TreeSet<>(needed(function.handler()));
        if (failuresGoToQueue(function)) {
            needed.add("sqs:SendMessage");
        }

        // a role of its own is that of a sandbox, which holds nothing
        assertThat(granted(function)).isEqualTo(function.ownRole() ? Set.of() : needed);
        if (function.ownRole()) {
            assertThat(needed).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void no_function_may_do_anything_to_everything(LambdaFunction function) {
        for (var statement : statements(function)) {
            assertThat(statement.path("Effect").asText()).isEqualTo("Allow");
            assertThat(statement.path("Action").toString()).doesNotContain("*");
            assertThat(texts(statement.path("Resource"))).doesNotContain("*");
        }
    }

    private static boolean failuresGoToQueue(LambdaFunction function) {
        return Project.TEMPLATE.eventSources().stream()
                .anyMatch(
                        source ->
                                source.function().equals(function.name())
                                        && source instanceof FromTable table
                                        && table.onFailure().isPresent());
    }

    private static Set<String> granted(LambdaFunction function) {
        var actions = new TreeSet<String>();
        for (var statement : statements(function)) {
            actions.addAll(texts(statement.path("Action")));
            if (statement.path("Resource").toString().contains("/index/")) {
                actions.add(INDEX);
            }
        }
        actions.removeIf(action -> OTHERS.contains(action.substring(0, action.indexOf(':'))));
        return actions;
    }

    private static List<JsonNode> statements(LambdaFunction function) {
        return RESOURCES
                .path(function.name())
                .path("Properties")
                .path("Policies")
                .valueStream()
                // a policy on a condition: as if it held
                .map(policy -> policy.has("Fn::If") ? policy.get("Fn::If").get(1) : policy)
                .flatMap(policy -> policy.path("Statement").valueStream())
                .toList();
    }

    private static Set<String> needed(String handler) {
        var actions = new HashSet<String>();
        var seen = new HashSet<JavaCodeUnit>();
        var open = new ArrayDeque<>(CLASSES.get(handler).getCodeUnits());
        CLASSES.get(handler).getAllRawSuperclasses().stream()
                .filter(PoliciesTest::isOurs)
                .forEach(parent -> open.addAll(parent.getCodeUnits()));
        while (!open.isEmpty()) {
            var unit = open.pop();
            if (!seen.add(unit)) {
                continue;
            }
            unit.getTryCatchBlocks().stream()
                    .flatMap(block -> block.getCaughtThrowables().stream())
                    .filter(caught -> caught.isEquivalentTo(NoSuchKeyException.class))
                    // without this right, what is not there is answered with 403
                    .forEach(caught -> actions.add("s3:ListBucket"));
            targets(unit)
                    .forEach(
                            target -> {
                                action(target).ifPresent(actions::add);
                                open.addAll(implementations(target, CLASSES.get(handler)));
                            });
        }
        return actions;
    }

    private static Stream<AccessTarget.CodeUnitAccessTarget> targets(JavaCodeUnit unit) {
        return Stream.of(
                        unit.getCallsFromSelf().stream(),
                        unit.getMethodReferencesFromSelf().stream(),
                        unit.getConstructorReferencesFromSelf().stream())
                .flatMap(accesses -> accesses)
                .map(access -> (AccessTarget.CodeUnitAccessTarget) access.getTarget());
    }

    private static Optional<String> action(AccessTarget.CodeUnitAccessTarget target) {
        if (!target.getOwner().getPackageName().startsWith(SDK)) {
            return Optional.empty();
        }
        var owner = target.getOwner().getSimpleName();
        var name = target.getName();
        var known = ACTIONS.get(owner + "." + name);
        if (known != null) {
            return Optional.of(known);
        }
        if (!owner.endsWith("Client") && !owner.endsWith("Presigner")
                || Set.of("builder", "create", "close", "transactWriteItems").contains(name)) {
            return Optional.empty();
        }
        if (CLIENTS_OF_OTHERS.contains(owner)) {
            return Optional.empty();
        }
        assertThat(PREFIXES).as(owner + "." + name).containsKey(owner);
        return Optional.of(
                PREFIXES.get(owner) + Character.toUpperCase(name.charAt(0)) + name.substring(1));
    }

    /** The code that a call may run: the method itself, and those that override it. */
    private static List<JavaCodeUnit> implementations(
            AccessTarget.CodeUnitAccessTarget target, JavaClass handler) {
        if (!isOurs(target.getOwner())) {
            return List.of();
        }
        var parameters =
                target.getRawParameterTypes().stream()
                        .map(JavaClass::getName)
                        .toArray(String[]::new);
        // what a handler inherits calls the handler's own methods
        var overriding =
                handler.isAssignableTo(target.getOwner().getName())
                        ? Set.of(handler)
                        : target.getOwner().getAllSubclasses();
        return Stream.concat(
                        target.resolveMember().stream(),
                        overriding.stream()
                                .flatMap(
                                        child ->
                                                child
                                                        .tryGetMethod(target.getName(), parameters)
                                                        .stream()))
                .map(JavaCodeUnit.class::cast)
                .toList();
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().startsWith("dev.catalyst");
    }

    private static List<String> texts(JsonNode oneOrMore) {
        return oneOrMore.isArray()
                ? oneOrMore.valueStream().map(JsonNode::asText).toList()
                : List.of(oneOrMore.asText());
    }

    private static JsonNode resources() {
        try {
            var file = Project.ROOT.resolve("template.yaml");
            return Yaml.read(Files.readString(file)).path("Resources");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
