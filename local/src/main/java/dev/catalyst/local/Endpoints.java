package dev.catalyst.local;

import dev.catalyst.local.emulators.Emulators;
import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.Ports;

import java.util.LinkedHashMap;
import java.util.Map;

/** Where AWS's clients find this host. */
final class Endpoints {

    private Endpoints() {}

    /** The standard variables for command lines and SDKs of any language. */
    static Map<String, String> environment(Ports ports) {
        var services = Ports.address(ports.services());
        var variables = new LinkedHashMap<String, String>();
        variables.put("AWS_ENDPOINT_URL_DYNAMODB", Ports.address(ports.dynamoDb()));
        variables.put("AWS_ENDPOINT_URL_DYNAMODB_STREAMS", Ports.address(ports.dynamoDb()));
        variables.put("AWS_ENDPOINT_URL_S3", Ports.address(ports.s3()));
        variables.put("AWS_ENDPOINT_URL_SQS", Ports.address(ports.sqs()));
        variables.put("AWS_ENDPOINT_URL_SFN", services);
        variables.put("AWS_ENDPOINT_URL_LAMBDA", services);
        variables.put("AWS_ENDPOINT_URL_EVENTBRIDGE", services);
        variables.put("AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI", services);
        variables.put("AWS_REGION", Arns.REGION);
        variables.put("AWS_DEFAULT_REGION", Arns.REGION);
        variables.put("AWS_ACCESS_KEY_ID", Emulators.CREDENTIAL);
        variables.put("AWS_SECRET_ACCESS_KEY", Emulators.CREDENTIAL);
        return variables;
    }

    /**
     * Points the SDK's clients of this process here, by the system properties that go before any
     * variable; a region that was chosen for Bedrock stays, for the emulators take any.
     */
    static void applyToSdk(Ports ports, Map<String, String> environment) {
        var services = Ports.address(ports.services());
        System.setProperty("aws.endpointUrlDynamoDb", Ports.address(ports.dynamoDb()));
        System.setProperty("aws.endpointUrlDynamoDbStreams", Ports.address(ports.dynamoDb()));
        System.setProperty("aws.endpointUrlS3", Ports.address(ports.s3()));
        System.setProperty("aws.endpointUrlSqs", Ports.address(ports.sqs()));
        System.setProperty("aws.endpointUrlSfn", services);
        System.setProperty("aws.endpointUrlLambda", services);
        System.setProperty("aws.endpointUrlEventBridge", services);
        System.setProperty("aws.endpointUrlApiGatewayManagementApi", services);
        System.setProperty(
                "aws.region",
                environment.getOrDefault(
                        "AWS_REGION", environment.getOrDefault("AWS_DEFAULT_REGION", Arns.REGION)));
        System.setProperty("aws.accessKeyId", Emulators.CREDENTIAL);
        System.setProperty("aws.secretAccessKey", Emulators.CREDENTIAL);
        // an empty one hides that of the environment, which belongs to other credentials
        System.setProperty("aws.sessionToken", "");
        System.setProperty("aws.disableEc2Metadata", "true");
        // S3Proxy cuts connections that the JDK's own client would use again
        System.setProperty(
                "software.amazon.awssdk.http.service.impl",
                "software.amazon.awssdk.http.apache.ApacheSdkHttpService");
    }
}
