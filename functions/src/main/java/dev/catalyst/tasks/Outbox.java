package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Wiring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Says on the task queue that a tenant has work: when something new is owed to a task, and when a
 * slot is free again.
 */
public final class Outbox implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final SqsClient sqs;
    private final String queueUrl;

    public Outbox() {
        this(Wiring.sqs(), Env.current().require("TASK_QUEUE_URL"));
    }

    Outbox(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
    }

    @Override
    public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
        var told = new HashSet<String>();
        for (var record : event.getRecords()) {
            try {
                var tenant = tenant(record);
                if (told.add(tenant)) {
                    tell(sqs, queueUrl, tenant);
                }
            } catch (RuntimeException fault) {
                LOG.error(
                        "change {} could not be told",
                        record.getDynamodb().getSequenceNumber(),
                        fault);
                return new StreamsEventResponse(
                        List.of(new BatchItemFailure(record.getDynamodb().getSequenceNumber())));
            }
        }
        return new StreamsEventResponse(List.of());
    }

    static void tell(SqsClient sqs, String queueUrl, String tenant) {
        sqs.sendMessage(
                request ->
                        request.queueUrl(queueUrl)
                                .messageBody(Json.write(Map.of("tenant", tenant))));
    }

    /** From a key such as `T#tenant#QUEUE`. */
    private static String tenant(DynamodbStreamRecord record) {
        var pk = record.getDynamodb().getKeys().get("pk").getS();
        return pk.substring("T#".length(), pk.lastIndexOf('#'));
    }
}
