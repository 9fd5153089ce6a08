package dev.catalyst.local.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Reads tables, buckets and queues. */
final class DataReader {

    private static final int FOUR_DAYS = 345_600;

    private final Names names;
    private final List<Table> tables = new ArrayList<>();
    private final List<Bucket> buckets = new ArrayList<>();
    private final List<Queue> queues = new ArrayList<>();

    DataReader(Names names) {
        this.names = names;
    }

    List<Table> tables() {
        return tables;
    }

    List<Bucket> buckets() {
        return buckets;
    }

    List<Queue> queues() {
        return queues;
    }

    void table(String id, Block properties) {
        properties.ignore("TableName", "BillingMode", "ProvisionedThroughput", "TableClass");
        properties.ignore(
                "OnDemandThroughput", "WarmThroughput", "ContributorInsightsSpecification");
        properties.ignore("PointInTimeRecoverySpecification", "SSESpecification", "Tags");
        properties.ignore("DeletionProtectionEnabled", "ResourcePolicy");
        var types = new HashMap<String, String>();
        for (var attribute : properties.blocks("AttributeDefinitions")) {
            types.put(
                    attribute.requireText("AttributeName"), attribute.requireText("AttributeType"));
        }
        tables.add(
                new Table(
                        names.physicalName(id),
                        types,
                        key(properties),
                        properties.blocks("GlobalSecondaryIndexes").stream()
                                .map(DataReader::index)
                                .toList(),
                        properties
                                .block("StreamSpecification")
                                .map(stream -> stream.requireText("StreamViewType")),
                        properties
                                .block("TimeToLiveSpecification")
                                .filter(expiry -> expiry.flag("Enabled", true))
                                .map(expiry -> expiry.requireText("AttributeName"))));
        properties.close();
    }

    void bucket(String id, Block properties) {
        properties.ignore("BucketName", "BucketEncryption", "PublicAccessBlockConfiguration");
        properties.ignore("OwnershipControls", "LifecycleConfiguration", "LoggingConfiguration");
        properties.ignore("Tags", "MetricsConfigurations");
        buckets.add(new Bucket(names.physicalName(id)));
        properties.close();
    }

    void queue(String id, Block properties) {
        properties.ignore("QueueName", "SqsManagedSseEnabled", "KmsMasterKeyId", "Tags");
        properties.ignore("KmsDataKeyReusePeriodSeconds", "RedriveAllowPolicy");
        var name = names.physicalName(id);
        queues.add(
                new Queue(
                        name,
                        names.queueUrl(name),
                        properties.flag("FifoQueue", false),
                        properties.flag("ContentBasedDeduplication", false),
                        properties.seconds("VisibilityTimeout", 30),
                        properties.seconds("MessageRetentionPeriod", FOUR_DAYS),
                        Duration.ofSeconds(properties.number("DelaySeconds").orElse(0)),
                        properties.seconds("ReceiveMessageWaitTimeSeconds", 0),
                        redrive(properties)));
        properties.close();
    }

    private static Table.Key key(Block properties) {
        Optional<String> partition = Optional.empty();
        Optional<String> sort = Optional.empty();
        for (var part : properties.blocks("KeySchema")) {
            var name = part.text("AttributeName");
            if (part.requireText("KeyType").equals("HASH")) {
                partition = name;
            } else {
                sort = name;
            }
        }
        return new Table.Key(
                partition.orElseThrow(
                        () -> new TemplateException(properties.place(), "no HASH key")),
                sort);
    }

    private static Table.Index index(Block properties) {
        var projection =
                properties
                        .block("Projection")
                        .orElseThrow(
                                () -> new TemplateException(properties.place(), "no Projection"));
        properties.ignore("ProvisionedThroughput", "OnDemandThroughput", "WarmThroughput");
        properties.ignore("ContributorInsightsSpecification");
        var index =
                new Table.Index(
                        properties.requireText("IndexName"),
                        key(properties),
                        projection.text("ProjectionType").orElse("ALL"),
                        projection.texts("NonKeyAttributes"));
        properties.close();
        return index;
    }

    private static Optional<Queue.Redrive> redrive(Block properties) {
        return properties
                .block("RedrivePolicy")
                .map(
                        policy ->
                                new Queue.Redrive(
                                        Arns.queueName(
                                                policy.requireText("deadLetterTargetArn"),
                                                policy.place()),
                                        policy.number("maxReceiveCount")
                                                .orElseThrow(
                                                        () ->
                                                                new TemplateException(
                                                                        policy.place(),
                                                                        "no maxReceiveCount"))));
    }
}
