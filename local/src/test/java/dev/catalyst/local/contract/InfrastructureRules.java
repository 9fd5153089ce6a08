package dev.catalyst.local.contract;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What holds for all that the template makes; a breach is a sentence that names the resource. */
final class InfrastructureRules {

    /** The longest that an API waits for a function, in seconds. */
    private static final int API_WAITS = 30;

    /** A batch may be tried this often before its messages are seen again. */
    private static final int TRIES_WHILE_HIDDEN = 6;

    /** What SAM gives by itself: to write logs and traces, and to read an event source. */
    private static final Set<String> MANAGED =
            Set.of(
                    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
                    "arn:aws:iam::aws:policy/service-role/AWSLambdaDynamoDBExecutionRole",
                    "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole",
                    "arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess");

    private static final String ARN = "arn:${AWS::Partition}:%s:${AWS::Region}:${AWS::AccountId}:";

    /** Each resource with a wildcard in it, and why it has one. */
    static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry("${Artifacts.Arn}/*", "objects of the one bucket"),
                    Map.entry("${Artifacts.Arn}/tasks/*", "a task's objects"),
                    Map.entry("${Artifacts.Arn}/tasks/*/functions/*.zip", "deployed code"),
                    Map.entry("${Table.Arn}/index/*", "the table's two indexes"),
                    Map.entry(
                            ARN.formatted("states") + "execution:${TaskMachine.Name}:*",
                            "executions are named by their tasks"),
                    Map.entry(
                            ARN.formatted("execute-api") + "${SocketApi}/ws/*/@connections/*",
                            "connections get their names from the API"),
                    Map.entry(
                            "arn:${AWS::Partition}:bedrock:*::foundation-model/*",
                            "the model is a setting, and a profile may call it in any region"),
                    Map.entry(
                            ARN.formatted("bedrock") + "inference-profile/*",
                            "the model is a setting"),
                    Map.entry(
                            ARN.formatted("cloudformation") + "stack/catalyst-task-*/*",
                            "a stack per deployed task"),
                    Map.entry(
                            ARN.formatted("lambda") + "function:catalyst-task-*",
                            "a function per deployed task"),
                    Map.entry(
                            ARN.formatted("logs") + "log-group:/aws/lambda/catalyst-task-*",
                            "its logs"),
                    Map.entry(
                            ARN.formatted("logs") + "log-group:/aws/lambda/catalyst-task-*:*",
                            "and what it writes there"),
                    Map.entry(
                            "arn:${AWS::Partition}:s3:::catalyst-task-*",
                            "a site's bucket per deployed task"),
                    Map.entry("arn:${AWS::Partition}:s3:::catalyst-task-*/*", "and its objects"),
                    Map.entry(
                            "arn:${AWS::Partition}:cloudfront::${AWS::AccountId}:function/catalyst-task-*",
                            "and what rewrites its addresses"),
                    Map.entry("DeploymentStackRole *", "CloudFront names what it makes by itself"),
                    Map.entry("TaskMachineRole *", "delivery of logs and traces has no resource"));

    private final JsonNode resources;
    private final JsonNode machine;
    private final List<String> breaches = new ArrayList<>();
    private final Set<String> wildcards = new TreeSet<>();

    private InfrastructureRules(JsonNode resources, JsonNode machine) {
        this.resources = resources;
        this.machine = machine;
    }

    /** What the resources of a transformed template break, with the state machine that they run. */
    static List<String> breaches(JsonNode resources, JsonNode machine) {
        return new InfrastructureRules(resources, machine).all();
    }

    private List<String> all() {
        permissions();
        roles();
        asynchronousPaths();
        timeouts();
        storage();
        retention();
        traces();
        alarms();
        concurrency();
        return List.copyOf(breaches);
    }

    private void permissions() {
        each("AWS::IAM::Role")
                .forEach(
                        role -> {
                            role.properties()
                                    .path("ManagedPolicyArns")
                                    .forEach(
                                            policy ->
                                                    need(
                                                            MANAGED.contains(policy.asText()),
                                                            role,
                                                            "has the foreign policy " + policy));
                            statements(role)
                                    .filter(statement -> isAllowed(statement))
                                    .forEach(statement -> permission(role, statement));
                        });
        for (var reason : REASONS.keySet()) {
            need(wildcards.contains(reason), "nothing has the wildcard " + reason + " any more");
        }
    }

    private void permission(Resource role, JsonNode statement) {
        texts(statement.path("Action"))
                .forEach(action -> need(!action.contains("*"), role, "may do " + action));
        texts(statement.path("Resource"))
                .filter(resource -> resource.contains("*"))
                .map(resource -> resource.equals("*") ? role.name() + " *" : resource)
                .peek(wildcards::add)
                .forEach(
                        resource ->
                                need(
                                        REASONS.containsKey(resource),
                                        role,
                                        "may reach " + resource + " for no reason given"));
    }

    private void roles() {
        var taken = new HashSet<String>();
        each("AWS::Lambda::Function")
                .forEach(
                        function -> {
                            var role = role(function);
                            boolean own = taken.add(role);
                            need(own || isPowerless(role), function, "shares the role " + role);
                        });
    }

    private void asynchronousPaths() {
        each("AWS::Lambda::EventSourceMapping").forEach(this::eventSource);
        each("AWS::Events::Rule")
                .forEach(rule -> rule.properties().path("Targets").forEach(t -> target(rule, t)));
        var deadLetters = new HashSet<String>();
        each("AWS::SQS::Queue")
                .map(queue -> queue.properties().path("RedrivePolicy").path("deadLetterTargetArn"))
                .forEach(target -> deadLetters.add(text(target).split("\\.")[0]));
        each("AWS::SQS::Queue")
                .filter(queue -> !queue.properties().has("RedrivePolicy"))
                .forEach(
                        queue ->
                                need(
                                        deadLetters.contains(queue.name()),
                                        queue,
                                        "has no dead-letter queue and is none"));
    }

    private void eventSource(Resource mapping) {
        var properties = mapping.properties();
        var source = resource(text(properties.path("EventSourceArn")).split("\\.")[0]);
        if (source.type().equals("AWS::SQS::Queue")) {
            need(
                    source.properties().path("RedrivePolicy").path("maxReceiveCount").asInt() > 1,
                    source,
                    "is not tried again and then put aside");
            int hidden = source.properties().path("VisibilityTimeout").asInt();
            need(
                    hidden >= TRIES_WHILE_HIDDEN * timeout(functionOf(properties)),
                    source,
                    "shows its messages again while they may still be worked on");
            need(
                    properties.path("ScalingConfig").has("MaximumConcurrency"),
                    mapping,
                    "has no limit of concurrency");
        } else {
            need(
                    properties.path("MaximumRetryAttempts").asInt() > 0,
                    mapping,
                    "is never, or for ever, tried again");
            need(
                    properties.path("DestinationConfig").path("OnFailure").has("Destination"),
                    mapping,
                    "has no dead-letter queue");
        }
    }

    private void target(Resource rule, JsonNode target) {
        need(
                target.path("RetryPolicy").path("MaximumRetryAttempts").asInt() > 0,
                rule,
                "says not how often to try again");
        need(target.path("DeadLetterConfig").has("Arn"), rule, "has no dead-letter queue");
        var function = resource(text(target.path("Arn")).replaceAll("Aliaslive$", ""));
        if (function.type().equals("AWS::Lambda::Function")) {
            need(
                    function.properties().path("DeadLetterConfig").has("TargetArn"),
                    function,
                    "is called by a rule and has no dead-letter queue for what it fails at");
        }
    }

    /** Agent before function before state, and function before API. */
    private void timeouts() {
        each("AWS::Lambda::Permission")
                .filter(
                        permission ->
                                text(permission.properties().path("Principal"))
                                        .startsWith("apigateway"))
                .map(permission -> functionOf(permission.properties()))
                .distinct()
                .forEach(
                        function ->
                                need(
                                        timeout(function) < API_WAITS,
                                        function,
                                        "may work longer than its API waits"));
        var functions =
                each("AWS::StepFunctions::StateMachine")
                        .findFirst()
                        .orElseThrow()
                        .properties()
                        .path("DefinitionSubstitutions");
        machine.findParents("TimeoutSeconds").stream()
                .filter(state -> state.path("Type").asText().equals("Task"))
                .forEach(
                        state -> {
                            var name = state.at("/Arguments/FunctionName").asText();
                            var function =
                                    resource(
                                            text(functions.path(name.replaceAll("[${}]", "")))
                                                    .replaceAll("Aliaslive$", ""));
                            need(
                                    state.path("TimeoutSeconds").asInt() > timeout(function),
                                    function,
                                    "may work longer than its state waits");
                        });
        need(
                machine.findParents("Resource").stream().allMatch(s -> s.has("TimeoutSeconds")),
                "a state of the machine may wait for ever");
    }

    private void storage() {
        each("AWS::DynamoDB::Table")
                .forEach(
                        table -> {
                            need(is(table, "/SSESpecification/SSEEnabled"), table, "is in clear");
                            need(
                                    is(
                                            table,
                                            "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"),
                                    table,
                                    "cannot be brought back");
                        });
        each("AWS::SQS::Queue")
                .forEach(queue -> need(is(queue, "/SqsManagedSseEnabled"), queue, "is in clear"));
        each("AWS::S3::Bucket").forEach(this::bucket);
    }

    private void bucket(Resource bucket) {
        need(
                bucket.properties().findValuesAsText("SSEAlgorithm").contains("aws:kms"),
                bucket,
                "is in clear");
        for (var block :
                List.of(
                        "BlockPublicAcls",
                        "BlockPublicPolicy",
                        "IgnorePublicAcls",
                        "RestrictPublicBuckets")) {
            need(is(bucket, "/PublicAccessBlockConfiguration/" + block), bucket, "lacks " + block);
        }
        need(
                each("AWS::S3::BucketPolicy")
                        .filter(
                                policy ->
                                        text(policy.properties().path("Bucket"))
                                                .equals(bucket.name()))
                        .flatMap(
                                policy ->
                                        policy.properties()
                                                .at("/PolicyDocument/Statement")
                                                .valueStream())
                        .anyMatch(
                                statement ->
                                        statement.path("Effect").asText().equals("Deny")
                                                && statement
                                                        .at("/Condition/Bool/aws:SecureTransport")
                                                        .asText()
                                                        .equals("false")),
                bucket,
                "may be read without TLS");
    }

    private void retention() {
        each("AWS::Logs::LogGroup")
                .forEach(
                        group ->
                                need(
                                        group.properties().has("RetentionInDays"),
                                        group,
                                        "is kept for ever"));
        each("AWS::Lambda::Function")
                .forEach(
                        function ->
                                need(
                                        resources.has(
                                                text(
                                                        function.properties()
                                                                .at("/LoggingConfig/LogGroup"))),
                                        function,
                                        "logs to a group that nobody declared"));
        each("AWS::StepFunctions::StateMachine")
                .forEach(
                        one ->
                                need(
                                        one.properties().has("LoggingConfiguration"),
                                        one,
                                        "does not log"));
    }

    private void traces() {
        each("AWS::Lambda::Function")
                // a sandbox may not even write traces
                .filter(function -> !isPowerless(role(function)))
                .forEach(
                        function ->
                                need(
                                        function.properties()
                                                .at("/TracingConfig/Mode")
                                                .asText()
                                                .equals("Active"),
                                        function,
                                        "is not traced"));
        each("AWS::StepFunctions::StateMachine")
                .forEach(one -> need(is(one, "/TracingConfiguration/Enabled"), one, "no traces"));
    }

    private void alarms() {
        var watched = new HashSet<String>();
        each("AWS::CloudWatch::Alarm")
                .forEach(
                        alarm -> {
                            need(alarm.properties().has("AlarmActions"), alarm, "tells nobody");
                            alarm.properties().findValuesAsText("MetricName").stream()
                                    .forEach(watched::add);
                        });
        for (var metric :
                List.of(
                        "ExecutionsFailed",
                        "ApproximateNumberOfMessagesVisible",
                        "Throttles",
                        "WriteThrottleEvents",
                        "Errors",
                        "5xx",
                        "IteratorAge")) {
            need(watched.contains(metric), "no alarm watches " + metric);
        }
        var errors =
                each("AWS::CloudWatch::Alarm")
                        .flatMap(alarm -> alarm.properties().findParents("MetricName").stream())
                        .filter(metric -> metric.path("MetricName").asText().equals("Errors"))
                        .map(metric -> text(metric.at("/Dimensions/0/Value")))
                        .toList();
        Stream.concat(
                        each("AWS::Lambda::EventSourceMapping")
                                .map(mapping -> functionOf(mapping.properties())),
                        each("AWS::Lambda::Function")
                                .filter(function -> function.properties().has("DeadLetterConfig")))
                .forEach(
                        function ->
                                need(
                                        errors.contains(function.name()),
                                        function,
                                        "fails where no caller and no alarm sees it"));
    }

    private void concurrency() {
        each("AWS::ApiGatewayV2::Stage")
                .forEach(
                        stage ->
                                need(
                                        stage.properties()
                                                .path("DefaultRouteSettings")
                                                .has("ThrottlingRateLimit"),
                                        stage,
                                        "takes any number of requests"));
        machine.findParents("ItemProcessor")
                .forEach(
                        map ->
                                need(
                                        map.has("MaxConcurrency"),
                                        "a Map of the machine starts all its items at once"));
    }

    /** A resource of the template. */
    private record Resource(String name, String type, JsonNode properties) {}

    private Stream<Resource> each(String type) {
        return resources
                .propertyStream()
                .map(Map.Entry::getKey)
                .map(this::resource)
                .filter(resource -> resource.type().equals(type));
    }

    private Resource resource(String name) {
        var resource = resources.path(name);
        return new Resource(name, resource.path("Type").asText(), resource.path("Properties"));
    }

    private Resource functionOf(JsonNode properties) {
        return resource(text(properties.path("FunctionName")).replaceAll("Aliaslive$", ""));
    }

    private static String role(Resource function) {
        return text(function.properties().path("Role")).split("\\.")[0];
    }

    private boolean isPowerless(String role) {
        return statements(resource(role)).noneMatch(InfrastructureRules::isAllowed);
    }

    private static int timeout(Resource function) {
        return function.properties().path("Timeout").asInt();
    }

    private static Stream<JsonNode> statements(Resource role) {
        return role.properties()
                .path("Policies")
                .valueStream()
                // a policy on a condition: as if it held
                .map(policy -> policy.has("Fn::If") ? policy.get("Fn::If").get(1) : policy)
                .flatMap(policy -> policy.at("/PolicyDocument/Statement").valueStream());
    }

    private static boolean isAllowed(JsonNode statement) {
        return statement.path("Effect").asText().equals("Allow");
    }

    private static boolean is(Resource resource, String pointer) {
        return resource.properties().at(pointer).asBoolean();
    }

    private static Stream<String> texts(JsonNode oneOrMore) {
        return oneOrMore.isArray()
                ? oneOrMore.valueStream().map(InfrastructureRules::text)
                : Stream.of(text(oneOrMore));
    }

    /** A value, as it is written: {@code Queue}, {@code Queue.Arn}, {@code ${Queue.Arn}/*}. */
    private static String text(JsonNode value) {
        if (value.has("Fn::GetAtt")) {
            return String.join(
                    ".", value.get("Fn::GetAtt").valueStream().map(JsonNode::asText).toList());
        }
        return value.has("Ref")
                ? value.get("Ref").asText()
                : value.has("Fn::Sub") ? value.get("Fn::Sub").asText() : value.asText();
    }

    private void need(boolean kept, Resource resource, String breach) {
        need(kept, resource.name() + " " + breach);
    }

    private void need(boolean kept, String breach) {
        if (!kept) {
            breaches.add(breach);
        }
    }
}
