package dev.catalyst.local.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads functions, each with its events. */
final class FunctionReader {

    private static final int DEFAULT_TIMEOUT = 3;
    private static final int DEFAULT_MEMORY = 128;

    /** What changes nothing when the handler runs in this process. */
    private static final Set<String> IGNORED =
            Set.of(
                    "Architectures",
                    "AssumeRolePolicyDocument",
                    "AutoPublishAlias",
                    "AutoPublishAliasAllProperties",
                    "CodeUri",
                    "DeploymentPreference",
                    "Description",
                    "EphemeralStorage",
                    "KmsKeyArn",
                    "Layers",
                    "LoggingConfig",
                    "PermissionsBoundary",
                    "Policies",
                    "PropagateTags",
                    "ProvisionedConcurrencyConfig",
                    "RecursiveLoop",
                    "RuntimeManagementConfig",
                    "SnapStart",
                    "Tags",
                    "Tracing",
                    "VersionDescription",
                    "VpcConfig");

    private final JsonNode globals;
    private final Names names;
    private final List<LambdaFunction> functions = new ArrayList<>();
    private final Events events = Events.none();

    FunctionReader(JsonNode globals, Names names) {
        this.globals = globals.path("Function");
        this.names = names;
    }

    List<LambdaFunction> functions() {
        return functions;
    }

    Events events() {
        return events;
    }

    void function(String id, Block properties) {
        var shared = new Block("Globals.Function", globals, names.intrinsics());
        var name = properties.text("FunctionName").orElse(id);
        var runtime =
                either(properties.text("Runtime"), shared.text("Runtime"))
                        .orElseThrow(() -> new TemplateException(properties.place(), "no Runtime"));
        if (!runtime.startsWith("java")) {
            throw new TemplateException(
                    properties.place() + ".Runtime",
                    "the local host runs Java handlers only, not " + runtime);
        }
        var own = properties.block("Environment");
        var common = shared.block("Environment");
        var environment = new HashMap<String, String>();
        common.ifPresent(block -> environment.putAll(block.textMap("Variables")));
        own.ifPresent(block -> environment.putAll(block.textMap("Variables")));
        var timeout =
                properties
                        .number("Timeout")
                        .orElse(shared.number("Timeout").orElse(DEFAULT_TIMEOUT));
        functions.add(
                new LambdaFunction(
                        name,
                        runtime,
                        either(properties.text("Handler"), shared.text("Handler"))
                                .orElseThrow(
                                        () ->
                                                new TemplateException(
                                                        properties.place(), "no Handler")),
                        environment,
                        Duration.ofSeconds(timeout),
                        properties
                                .number("MemorySize")
                                .orElse(shared.number("MemorySize").orElse(DEFAULT_MEMORY)),
                        properties.text("Role").isPresent()));
        var deadLetters =
                properties
                        .block("DeadLetterQueue")
                        .map(queue -> queue.ignore("Type").requireText("TargetArn"))
                        .map(arn -> Arns.queueName(arn, properties.place()));
        properties
                .members("Events")
                .forEach((event, block) -> event(id, name, event, block, deadLetters));
        properties.ignore(IGNORED).close();
        shared.ignore(IGNORED).close();
    }

    private void event(
            String id, String function, String name, Block event, Optional<String> deadLetters) {
        var type = event.requireText("Type");
        var properties =
                event.block("Properties")
                        .orElseThrow(() -> new TemplateException(event.place(), "no Properties"));
        var resource = id + name;
        switch (type) {
            case "HttpApi" -> events.routes().add(route(function, properties));
            case "SQS" -> events.sources().add(fromQueue(function, properties));
            case "DynamoDB" -> events.sources().add(fromTable(function, properties));
            case "EventBridgeRule", "CloudWatchEvent" ->
                    events.rules()
                            .add(
                                    RuleReader.rule(
                                            resource,
                                            properties,
                                            target(function, properties, deadLetters)));
            case "Schedule", "ScheduleV2" ->
                    events.schedules()
                            .add(
                                    RuleReader.schedule(
                                            resource,
                                            properties,
                                            target(function, properties, deadLetters)));
            default ->
                    throw new TemplateException(
                            event.place(), "the local host does not serve events of type " + type);
        }
        properties.close();
        event.close();
    }

    /**
     * What was not delivered and what the function failed at have a queue each on AWS; here failing
     * is not to take delivery.
     */
    private static Target target(String function, Block properties, Optional<String> deadLetters) {
        var target = RuleReader.target(Target.Kind.FUNCTION, function, properties);
        return target.deadLetterQueue().isPresent() ? target : target.withDeadLetters(deadLetters);
    }

    private static Events.ApiRoute route(String function, Block properties) {
        var format = properties.text("PayloadFormatVersion").orElse("2.0");
        if (!format.equals("2.0")) {
            throw new TemplateException(
                    properties.place() + ".PayloadFormatVersion", "only 2.0 is served locally");
        }
        var timeout = properties.number("TimeoutInMillis").orElse(30_000);
        var path = properties.text("Path").orElse("$default");
        var method = properties.text("Method").orElse("ANY").toUpperCase(Locale.ROOT);
        properties.ignore("RouteSettings");
        return new Events.ApiRoute(
                properties.text("ApiId").orElse("ServerlessHttpApi"),
                new HttpApi.Route(
                        method.equals("X-AMAZON-APIGATEWAY-ANY-METHOD") ? "ANY" : method,
                        path,
                        function,
                        Duration.ofMillis(timeout),
                        AuthReader.route(properties)));
    }

    private static EventSource fromQueue(String function, Block properties) {
        return new EventSource.FromQueue(
                function,
                Arns.queueName(properties.requireText("Queue"), properties.place()),
                properties.number("BatchSize").orElse(10),
                properties.seconds("MaximumBatchingWindowInSeconds", 0),
                filters(properties),
                reportsItemFailures(properties),
                properties.flag("Enabled", true),
                properties
                        .block("ScalingConfig")
                        .map(scaling -> scaling.number("MaximumConcurrency"))
                        .orElse(OptionalInt.empty()));
    }

    private static EventSource fromTable(String function, Block properties) {
        var retries = properties.number("MaximumRetryAttempts");
        var age = properties.number("MaximumRecordAgeInSeconds");
        var position = properties.requireText("StartingPosition");
        if (!Set.of("TRIM_HORIZON", "LATEST").contains(position)) {
            throw new TemplateException(
                    properties.place() + ".StartingPosition", position + " is not served locally");
        }
        return new EventSource.FromTable(
                function,
                Arns.streamTable(properties.requireText("Stream"), properties.place()),
                position.equals("TRIM_HORIZON"),
                properties.number("BatchSize").orElse(100),
                properties.seconds("MaximumBatchingWindowInSeconds", 0),
                filters(properties),
                reportsItemFailures(properties),
                properties.flag("Enabled", true),
                retries.orElse(-1) < 0 ? OptionalInt.empty() : retries,
                age.orElse(-1) < 0
                        ? Optional.empty()
                        : Optional.of(Duration.ofSeconds(age.getAsInt())),
                properties.flag("BisectBatchOnFunctionError", false),
                properties.number("ParallelizationFactor").orElse(1),
                properties
                        .block("DestinationConfig")
                        .flatMap(destination -> destination.block("OnFailure"))
                        .map(failure -> failure.requireText("Destination"))
                        .map(arn -> Arns.queueName(arn, properties.place())));
    }

    private static List<JsonNode> filters(Block properties) {
        var patterns = new ArrayList<JsonNode>();
        for (var filter : properties.value("FilterCriteria").path("Filters")) {
            patterns.add(
                    Definitions.json(
                            filter.path("Pattern").asText(),
                            properties.place() + ".FilterCriteria"));
        }
        return patterns;
    }

    private static boolean reportsItemFailures(Block properties) {
        return properties.texts("FunctionResponseTypes").contains("ReportBatchItemFailures");
    }

    private static <T> Optional<T> either(Optional<T> first, Optional<T> second) {
        return first.isPresent() ? first : second;
    }
}
