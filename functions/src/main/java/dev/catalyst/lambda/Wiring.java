package dev.catalyst.lambda;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.sfn.SfnClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * The AWS clients of this process, each made when first asked for and then shared. Endpoint, region
 * and credentials are the SDK's own settings (`AWS_ENDPOINT_URL_*` and so on); its HTTP client is
 * the one on the class path.
 */
public final class Wiring {

    private static final S3Configuration PATHS =
            S3Configuration.builder().pathStyleAccessEnabled(true).build();

    private Wiring() {}

    private static final class DynamoDb {
        static final DynamoDbClient CLIENT =
                DynamoDbClient.builder().overrideConfiguration(Tracing.calls()).build();
    }

    private static final class S3 {
        static final S3Client CLIENT =
                S3Client.builder()
                        .serviceConfiguration(PATHS)
                        .overrideConfiguration(Tracing.calls())
                        .build();
    }

    private static final class Presigner {
        static final S3Presigner PRESIGNER =
                S3Presigner.builder().serviceConfiguration(PATHS).build();
    }

    private static final class Sqs {
        static final SqsClient CLIENT =
                SqsClient.builder().overrideConfiguration(Tracing.calls()).build();
    }

    private static final class Sfn {
        static final SfnClient CLIENT =
                SfnClient.builder().overrideConfiguration(Tracing.calls()).build();
    }

    private static final class Lambda {
        static final LambdaClient CLIENT =
                LambdaClient.builder().overrideConfiguration(Tracing.calls()).build();
    }

    private static final class CloudFormation {
        static final CloudFormationClient CLIENT =
                CloudFormationClient.builder().overrideConfiguration(Tracing.calls()).build();
    }

    public static DynamoDbClient dynamoDb() {
        return DynamoDb.CLIENT;
    }

    public static S3Client s3() {
        return S3.CLIENT;
    }

    public static S3Presigner presigner() {
        return Presigner.PRESIGNER;
    }

    public static SqsClient sqs() {
        return Sqs.CLIENT;
    }

    public static SfnClient sfn() {
        return Sfn.CLIENT;
    }

    public static LambdaClient lambda() {
        return Lambda.CLIENT;
    }

    public static CloudFormationClient cloudFormation() {
        return CloudFormation.CLIENT;
    }

    /**
     * Randomness that a restored snapshot does not share with others: it asks the operating system
     * each time.
     */
    public static RandomGenerator random() {
        return new SecureRandom();
    }
}
