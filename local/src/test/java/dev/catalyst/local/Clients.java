package dev.catalyst.local;

import dev.catalyst.local.template.Ports;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.net.URI;

/** Stock clients that know of a host what {@link Host#environment} says. */
record Clients(
        DynamoDbClient dynamoDb,
        S3Client s3,
        S3Presigner presigner,
        SqsClient sqs,
        SfnClient sfn,
        LambdaClient lambda)
        implements AutoCloseable {

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    static Clients of(Ports ports) {
        var environment = Host.environment(ports);
        return new Clients(
                client(DynamoDbClient.builder(), environment.get("AWS_ENDPOINT_URL_DYNAMODB")),
                client(S3Client.builder(), environment.get("AWS_ENDPOINT_URL_S3")),
                S3Presigner.builder()
                        .endpointOverride(URI.create(environment.get("AWS_ENDPOINT_URL_S3")))
                        .credentialsProvider(CREDENTIALS)
                        .region(Region.US_EAST_1)
                        .build(),
                client(SqsClient.builder(), environment.get("AWS_ENDPOINT_URL_SQS")),
                client(SfnClient.builder(), environment.get("AWS_ENDPOINT_URL_SFN")),
                client(LambdaClient.builder(), environment.get("AWS_ENDPOINT_URL_LAMBDA")));
    }

    private static <B extends AwsClientBuilder<B, C>, C> C client(B builder, String endpoint) {
        return builder.endpointOverride(URI.create(endpoint))
                .credentialsProvider(CREDENTIALS)
                .region(Region.US_EAST_1)
                .build();
    }

    @Override
    public void close() {
        dynamoDb.close();
        s3.close();
        presigner.close();
        sqs.close();
        sfn.close();
        lambda.close();
    }
}
