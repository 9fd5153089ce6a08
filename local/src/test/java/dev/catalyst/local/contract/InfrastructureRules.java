package dev.catalyst.local.contract;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.local.contract.Transformed.Resource;

import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** What holds for all that the template makes. */
final class InfrastructureRules {

    /** The longest that an API waits for a function, in seconds. */
    private static final int API_WAITS = 30;

    /** A batch may be tried this often before its messages are seen again. */
    private static final int TRIES_WHILE_HIDDEN = 6;

    private final Transformed template;
    private final JsonNode machine;
    private final Breaches breaches = new Breaches();

    private InfrastructureRules(Transformed template, JsonNode machine) {
        this.template = template;
        this.machine = machine;
    }

    /** What the resources of a transformed template break, with the state machine that they run. */
    static List<String> breaches(JsonNode resources, JsonNode machine) {
        return new InfrastructureRules(new Transformed(resources), machine).all();
    }

    private List<String> all() {
        PermissionRules.check(template, breaches);
        asynchronousPaths();
        timeouts();
        storage();
        retention();
        traces();
        alarms();
        concurrency();
        return breaches.all();
    }

    private void asynchronousPaths() {
        template.each("AWS::Lambda::EventSourceMapping").forEach(this::eventSource);
        template.each("AWS::Events::Rule")
                .forEach(rule -> rule.properties().path("Targets").forEach(t -> target(rule, t)));
        var deadLetters = new HashSet<String>();
        template.each("AWS::SQS::Queue")
                .map(queue -> queue.properties().path("RedrivePolicy").path("deadLetterTargetArn"))
                .forEach(target -> deadLetters.add(Transformed.text(target).split("\\.")[0]));
        template.each("AWS::SQS::Queue")
                .filter(queue -> !queue.properties().has("RedrivePolicy"))
                .forEach(
                        queue ->
                                breaches.need(
                                        deadLetters.contains(queue.name()),
                                        queue,
                                        "has no dead-letter queue and is none"));
    }

    private void eventSource(Resource mapping) {
        var properties = mapping.properties();
        var source =
                template.resource(
                        Transformed.text(properties.path("EventSourceArn")).split("\\.")[0]);
        if (source.type().equals("AWS::SQS::Queue")) {
            breaches.need(
                    source.properties().path("RedrivePolicy").path("maxReceiveCount").asInt() > 1,
                    source,
                    "is not tried again and then put aside");
            int hidden = source.properties().path("VisibilityTimeout").asInt();
            breaches.need(
                    hidden >= TRIES_WHILE_HIDDEN * timeout(template.functionOf(properties)),
                    source,
                    "shows its messages again while they may still be worked on");
            breaches.need(
                    properties.path("ScalingConfig").has("MaximumConcurrency"),
                    mapping,
                    "has no limit of concurrency");
        } else {
            breaches.need(
                    properties.path("MaximumRetryAttempts").asInt() > 0,
                    mapping,
                    "is never, or for ever, tried again");
            breaches.need(
                    properties.path("DestinationConfig").path("OnFailure").has("Destination"),
                    mapping,
                    "has no dead-letter queue");
        }
    }

    private void target(Resource rule, JsonNode target) {
        breaches.need(
                target.path("RetryPolicy").path("MaximumRetryAttempts").asInt() > 0,
                rule,
                "says not how often to try again");
        breaches.need(target.path("DeadLetterConfig").has("Arn"), rule, "has no dead-letter queue");
        var function =
                template.resource(
                        Transformed.text(target.path("Arn")).replaceAll("Aliaslive$", ""));
        if (function.type().equals("AWS::Lambda::Function")) {
            breaches.need(
                    function.properties().path("DeadLetterConfig").has("TargetArn"),
                    function,
                    "is called by a rule and has no dead-letter queue for what it fails at");
        }
    }

    /** Agent before function before state, and function before API. */
    private void timeouts() {
        template.each("AWS::Lambda::Permission")
                .filter(
                        permission ->
                                Transformed.text(permission.properties().path("Principal"))
                                        .startsWith("apigateway"))
                .map(permission -> template.functionOf(permission.properties()))
                .distinct()
                .forEach(
                        function ->
                                breaches.need(
                                        timeout(function) < API_WAITS,
                                        function,
                                        "may work longer than its API waits"));
        var functions =
                template.each("AWS::StepFunctions::StateMachine")
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
                                    template.resource(
                                            Transformed.text(
                                                            functions.path(
                                                                    name.replaceAll("[${}]", "")))
                                                    .replaceAll("Aliaslive$", ""));
                            breaches.need(
                                    state.path("TimeoutSeconds").asInt() > timeout(function),
                                    function,
                                    "may work longer than its state waits");
                        });
        breaches.need(
                machine.findParents("Resource").stream().allMatch(s -> s.has("TimeoutSeconds")),
                "a state of the machine may wait for ever");
    }

    private void storage() {
        template.each("AWS::DynamoDB::Table")
                .forEach(
                        table -> {
                            breaches.need(
                                    table.is("/SSESpecification/SSEEnabled"), table, "is in clear");
                            breaches.need(
                                    table.is(
                                            "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"),
                                    table,
                                    "cannot be brought back");
                        });
        template.each("AWS::SQS::Queue")
                .forEach(
                        queue ->
                                breaches.need(
                                        queue.is("/SqsManagedSseEnabled"), queue, "is in clear"));
        template.each("AWS::S3::Bucket").forEach(this::bucket);
    }

    private void bucket(Resource bucket) {
        breaches.need(
                bucket.properties().findValuesAsText("SSEAlgorithm").contains("aws:kms"),
                bucket,
                "is in clear");
        for (var block :
                List.of(
                        "BlockPublicAcls",
                        "BlockPublicPolicy",
                        "IgnorePublicAcls",
                        "RestrictPublicBuckets")) {
            breaches.need(
                    bucket.is("/PublicAccessBlockConfiguration/" + block),
                    bucket,
                    "lacks " + block);
        }
        breaches.need(
                template.each("AWS::S3::BucketPolicy")
                        .filter(
                                policy ->
                                        Transformed.text(policy.properties().path("Bucket"))
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
        template.each("AWS::Logs::LogGroup")
                .forEach(
                        group ->
                                breaches.need(
                                        group.properties().has("RetentionInDays"),
                                        group,
                                        "is kept for ever"));
        template.each("AWS::Lambda::Function")
                .forEach(
                        function ->
                                breaches.need(
                                        template.resources()
                                                .has(
                                                        Transformed.text(
                                                                function.properties()
                                                                        .at(
                                                                                "/LoggingConfig/LogGroup"))),
                                        function,
                                        "logs to a group that nobody declared"));
        template.each("AWS::StepFunctions::StateMachine")
                .forEach(
                        one ->
                                breaches.need(
                                        one.properties().has("LoggingConfiguration"),
                                        one,
                                        "does not log"));
    }

    private void traces() {
        template.each("AWS::Lambda::Function")
                // a sandbox may not even write traces
                .filter(function -> !template.isPowerless(Transformed.role(function)))
                .forEach(
                        function ->
                                breaches.need(
                                        function.properties()
                                                .at("/TracingConfig/Mode")
                                                .asText()
                                                .equals("Active"),
                                        function,
                                        "is not traced"));
        template.each("AWS::StepFunctions::StateMachine")
                .forEach(
                        one ->
                                breaches.need(
                                        one.is("/TracingConfiguration/Enabled"), one, "no traces"));
    }

    private void alarms() {
        var watched = new HashSet<String>();
        template.each("AWS::CloudWatch::Alarm")
                .forEach(
                        alarm -> {
                            breaches.need(
                                    alarm.properties().has("AlarmActions"), alarm, "tells nobody");
                            watched.addAll(alarm.properties().findValuesAsText("MetricName"));
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
            breaches.need(watched.contains(metric), "no alarm watches " + metric);
        }
        var errors =
                template.each("AWS::CloudWatch::Alarm")
                        .flatMap(alarm -> alarm.properties().findParents("MetricName").stream())
                        .filter(metric -> metric.path("MetricName").asText().equals("Errors"))
                        .map(metric -> Transformed.text(metric.at("/Dimensions/0/Value")))
                        .toList();
        Stream.concat(
                        template.each("AWS::Lambda::EventSourceMapping")
                                .map(mapping -> template.functionOf(mapping.properties())),
                        template.each("AWS::Lambda::Function")
                                .filter(function -> function.properties().has("DeadLetterConfig")))
                .forEach(
                        function ->
                                breaches.need(
                                        errors.contains(function.name()),
                                        function,
                                        "fails where no caller and no alarm sees it"));
    }

    private void concurrency() {
        template.each("AWS::ApiGatewayV2::Stage")
                .forEach(
                        stage ->
                                breaches.need(
                                        stage.properties()
                                                .path("DefaultRouteSettings")
                                                .has("ThrottlingRateLimit"),
                                        stage,
                                        "takes any number of requests"));
        machine.findParents("ItemProcessor")
                .forEach(
                        map ->
                                breaches.need(
                                        map.has("MaxConcurrency"),
                                        "a Map of the machine starts all its items at once"));
    }

    private static int timeout(Resource function) {
        return function.properties().path("Timeout").asInt();
    }
}
