package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.EventSource.FromTable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Tells the on-failure queue of a mapping which records were given up, and why. */
record FailedBatches(FromTable mapping, String streamArn, SqsClient sqs, Clock clock)
        implements StreamBatches.Discards {

    private static final Logger LOG = LoggerFactory.getLogger(FailedBatches.class);

    @Override
    public void discard(List<StreamRecord> records, StreamBatches.Reason reason, int invocations) {
        LOG.error(
                "{} gives up {} changes of {} from {}: {}",
                mapping.function(),
                records.size(),
                mapping.table(),
                records.getFirst().sequenceNumber(),
                reason.condition());
        mapping.onFailure()
                .ifPresent(
                        queue -> {
                            String url = sqs.getQueueUrl(q -> q.queueName(queue)).queueUrl();
                            String body = message(records, reason, invocations).toString();
                            sqs.sendMessage(m -> m.queueUrl(url).messageBody(body));
                        });
    }

    /**
     * The records themselves stay in the stream.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html">AWS
     *     documentation</a>
     */
    private ObjectNode message(
            List<StreamRecord> records, StreamBatches.Reason reason, int invocations) {
        ObjectNode message = Json.MAPPER.createObjectNode();
        ObjectNode request = message.putObject("requestContext");
        request.put("requestId", UUID.randomUUID().toString());
        request.put("functionArn", Arns.function(mapping.function()));
        request.put("condition", reason.condition());
        request.put("approximateInvokeCount", invocations);
        message.put("version", "1.0");
        message.put("timestamp", clock.instant().toString());
        ObjectNode batch = message.putObject("DDBStreamBatchInfo");
        batch.put("shardId", records.getFirst().shard());
        batch.put("startSequenceNumber", records.getFirst().sequenceNumber());
        batch.put("endSequenceNumber", records.getLast().sequenceNumber());
        batch.put("approximateArrivalOfFirstRecord", records.getFirst().created().toString());
        batch.put("approximateArrivalOfLastRecord", records.getLast().created().toString());
        batch.put("batchSize", records.size());
        batch.put("streamArn", streamArn);
        return message;
    }
}
