package dev.catalyst.local.template;

/**
 * The ports of 127.0.0.1 that the host serves on; {@code services} answers for Step Functions,
 * Lambda, EventBridge and API Gateway management.
 */
public record Ports(int http, int dynamoDb, int s3, int sqs, int services) {

    /** The port given and its four successors. */
    public static Ports from(int first) {
        return new Ports(first, first + 1, first + 2, first + 3, first + 4);
    }

    public static String address(int port) {
        return "http://127.0.0.1:" + port;
    }
}
