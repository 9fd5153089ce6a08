package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent;
import com.amazonaws.services.lambda.runtime.events.DynamodbEvent.DynamodbStreamRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;

import dev.catalyst.audit.Audit;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.sqs.SqsClient;

import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Says on the task queue that a tenant has work: when something new is owed to a task, and when a
 * slot is free again. Says on the lesson queue that a task has ended.
 */
public final class Outbox implements RequestHandler<DynamodbEvent, StreamsEventResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final String EVENT = "EVENT#";
    private static final String TASK = "#TASK#";
    private static final String AUDIT = "#AUDIT";

    private final SqsClient sqs;
    private final String queueUrl;
    private final String lessonQueueUrl;
    private final Audit audit;

    public Outbox() {
        this(StartCheck.needs("TABLE_NAME", "TASK_QUEUE_URL", "LESSON_QUEUE_URL").passed());
    }

    private Outbox(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                Wiring.sqs(),
                env.require("TASK_QUEUE_URL"),
                env.require("LESSON_QUEUE_URL"));
    }

    Outbox(Table table, SqsClient sqs, String queueUrl, String lessonQueueUrl) {
        // what was noted is chained even if nothing more is noted
        this.audit = new Audit(table, Wiring.random(), true);
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.lessonQueueUrl = lessonQueueUrl;
    }

    @Override
    public StreamsEventResponse handleRequest(DynamodbEvent event, Context context) {
        return Invocation.run(this, context, Map.of(), () -> tell(event));
    }

    private StreamsEventResponse tell(DynamodbEvent event) {
        var told = new HashSet<String>();
        var audited = new HashSet<String>();
        for (var record : event.getRecords()) {
            try {
                if (key(record, "pk").endsWith(AUDIT)) {
                    audited.add(tenant(record));
                } else if (key(record, "sk").startsWith(EVENT)) {
                    tellOfEnd(record);
                } else if (told.add(tenant(record))) {
                    tell(sqs, queueUrl, tenant(record));
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
        audited.forEach(this::chain);
        return new StreamsEventResponse(List.of());
    }

    /** Last, and without holding up the stream: whoever comes next chains what is left. */
    private void chain(String tenant) {
        try {
            audit.chain(tenant);
        } catch (RuntimeException fault) {
            LOG.error("the audit log of {} could not be chained", tenant, fault);
        }
    }

    static void tell(SqsClient sqs, String queueUrl, String tenant) {
        sqs.sendMessage(
                request ->
                        request.queueUrl(queueUrl)
                                .messageBody(Json.write(Map.of("tenant", tenant))));
    }

    /** From a key such as `T#tenant#TASK#id`. */
    private void tellOfEnd(DynamodbStreamRecord record) {
        var pk = key(record, "pk");
        int task = pk.lastIndexOf(TASK);
        var ended =
                Map.of(
                        "tenant", pk.substring("T#".length(), task),
                        "task_id", pk.substring(task + TASK.length()));
        sqs.sendMessage(request -> request.queueUrl(lessonQueueUrl).messageBody(Json.write(ended)));
    }

    /** From a key such as `T#tenant#QUEUE`. */
    private static String tenant(DynamodbStreamRecord record) {
        var pk = key(record, "pk");
        return pk.substring("T#".length(), pk.lastIndexOf('#'));
    }

    private static String key(DynamodbStreamRecord record, String name) {
        return record.getDynamodb().getKeys().get(name).getS();
    }
}
