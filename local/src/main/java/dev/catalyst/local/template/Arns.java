package dev.catalyst.local.template;

/** Names of local resources in AWS's form. */
public final class Arns {

    public static final String REGION = "us-east-1";
    public static final String ACCOUNT = "000000000000";

    private Arns() {}

    public static String function(String name) {
        return of("lambda", "function:" + name);
    }

    public static String queue(String name) {
        return of("sqs", name);
    }

    public static String stateMachine(String name) {
        return of("states", "stateMachine:" + name);
    }

    public static String table(String name) {
        return of("dynamodb", "table/" + name);
    }

    public static String rule(String name) {
        return of("events", "rule/" + name);
    }

    /** The ARN of anything else in the local account and region. */
    public static String of(String service, String resource) {
        return "arn:aws:%s:%s:%s:%s".formatted(service, REGION, ACCOUNT, resource);
    }

    /** The function's name in its ARN, with or without an alias or version. */
    static String functionName(String arn, String place) {
        return part(arn, "lambda", 6, place);
    }

    static String queueName(String arn, String place) {
        return part(arn, "sqs", 5, place);
    }

    /** The table's name in the ARN of its stream. */
    static String streamTable(String arn, String place) {
        var path = part(arn, "dynamodb", 5, place).split("/", -1);
        if (path.length < 3 || !path[2].equals("stream")) {
            throw new TemplateException(place, "not the ARN of a table's stream: " + arn);
        }
        return path[1];
    }

    private static String part(String arn, String service, int index, String place) {
        var parts = arn.split(":", -1);
        if (parts.length <= index || !parts[2].equals(service)) {
            throw new TemplateException(place, "not an ARN of " + service + ": " + arn);
        }
        return parts[index];
    }
}
