package dev.catalyst.local.template;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the rules and schedules that SAM makes from the events of a function or machine. */
final class RuleReader {

    private static final String DEFAULT_BUS = "default";

    /** What EventBridge does unless told otherwise. */
    private static final int DEFAULT_RETRIES = 185;

    private static final Duration DEFAULT_EVENT_AGE = Duration.ofHours(24);

    private RuleReader() {}

    static EventRule rule(String resource, Block properties, Target target) {
        return new EventRule(
                properties.text("RuleName").orElse(resource),
                properties.text("EventBusName").orElse(DEFAULT_BUS),
                properties.value("Pattern"),
                enabled(properties),
                List.of(target));
    }

    static Schedule schedule(String resource, Block properties, Target target) {
        properties.ignore("Description", "FlexibleTimeWindow", "RoleArn", "PermissionsBoundary");
        return new Schedule(
                properties.text("Name").orElse(resource),
                properties
                        .text("Schedule")
                        .orElseGet(() -> properties.requireText("ScheduleExpression")),
                ZoneId.of(properties.text("ScheduleExpressionTimezone").orElse("UTC")),
                enabled(properties),
                target);
    }

    /** The rule that template.yaml declares as a resource: its targets are ARNs. */
    static EventRule rule(String name, Block properties) {
        return new EventRule(
                name,
                properties.text("EventBusName").orElse(DEFAULT_BUS),
                properties.value("EventPattern"),
                enabled(properties),
                properties.blocks("Targets").stream().map(RuleReader::target).toList());
    }

    static Target target(Block properties) {
        var arn = properties.requireText("Arn");
        properties.ignore("Id", "RoleArn");
        var parts = arn.split(":", -1);
        var target =
                switch (parts.length > 5 ? parts[2] : "") {
                    case "lambda" -> target(Target.Kind.FUNCTION, parts[6], properties);
                    case "states" -> target(Target.Kind.STATE_MACHINE, parts[6], properties);
                    case "sqs" -> target(Target.Kind.QUEUE, parts[5], properties);
                    default ->
                            throw new TemplateException(
                                    properties.place(), "no target of the local host: " + arn);
                };
        properties.close();
        return target;
    }

    static Target target(Target.Kind kind, String name, Block properties) {
        var retry = properties.block("RetryPolicy");
        return new Target(
                kind,
                name,
                properties.text("Input"),
                properties.text("InputPath"),
                retry.map(policy -> policy.number("MaximumRetryAttempts").orElse(DEFAULT_RETRIES))
                        .orElse(DEFAULT_RETRIES),
                retry.map(policy -> policy.number("MaximumEventAgeInSeconds"))
                        .filter(OptionalInt::isPresent)
                        .map(age -> Duration.ofSeconds(age.getAsInt()))
                        .orElse(DEFAULT_EVENT_AGE),
                deadLetterQueue(properties));
    }

    private static Optional<String> deadLetterQueue(Block properties) {
        return properties
                .block("DeadLetterConfig")
                .map(config -> config.requireText("Arn"))
                .map(arn -> Arns.queueName(arn, properties.place()));
    }

    private static boolean enabled(Block properties) {
        return properties.flag("Enabled", true)
                && !properties.text("State").orElse("ENABLED").equals("DISABLED");
    }
}
