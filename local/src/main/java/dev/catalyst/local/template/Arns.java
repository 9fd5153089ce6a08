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
}
