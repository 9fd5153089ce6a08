package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.EventSource.FromQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Hands a queue's messages to a function. What the function handled is deleted; the rest appears
 * again after the queue's visibility time-out, and the queue moves it aside when it came too often.
 */
final class QueueSource implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(QueueSource.class);

    /** Lambda begins with as many batches at once on a standard queue. */
    private static final int CONCURRENCY = 5;

    /** Short, as ElasticMQ does not stop before the last poll has ended. */
    private static final int LONGEST_POLL_SECONDS = 1;

    private static final int RECEIVED_AT_ONCE = 10;

    private final FromQueue mapping;
    private final String url;
    private final SqsClient sqs;
    private final Invoker functions;
    private final Clock clock;
    private final Filters filters;
    private final Semaphore free;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Loop receiver;

    QueueSource(FromQueue mapping, SqsClient sqs, Invoker functions, Clock clock) {
        this.mapping = mapping;
        this.url = sqs.getQueueUrl(q -> q.queueName(mapping.queue())).queueUrl();
        this.sqs = sqs;
        this.functions = functions;
        this.clock = clock;
        this.filters = Filters.of(mapping.filters());
        // of an ordered queue one batch at a time
        boolean fifo = mapping.queue().endsWith(".fifo");
        this.free = new Semaphore(fifo ? 1 : mapping.maximumConcurrency().orElse(CONCURRENCY));
        this.receiver =
                Loop.start(mapping.queue() + " -> " + mapping.function(), this::receiveAndHand);
    }

    private void receiveAndHand() throws InterruptedException {
        free.acquire();
        boolean handed = false;
        try {
            List<Message> batch = batch();
            if (!batch.isEmpty()) {
                workers.execute(() -> handle(batch));
                handed = true;
            }
        } finally {
            if (!handed) {
                free.release();
            }
        }
    }

    private void handle(List<Message> batch) {
        try {
            deleteHandled(batch);
        } catch (SdkException e) {
            // what could not be deleted comes again
            if (!workers.isShutdown()) {
                LOG.warn("{}: {}", mapping.queue(), e.getMessage());
            }
        } finally {
            free.release();
        }
    }

    private void deleteHandled(List<Message> batch) {
        var records = new ArrayList<ObjectNode>();
        var unwanted = new ArrayList<Message>();
        for (Message message : batch) {
            ObjectNode record = QueueMessages.record(message, mapping.queue());
            if (filters.pass(QueueMessages.filtered(record))) {
                records.add(record);
            } else {
                unwanted.add(message);
            }
        }
        delete(unwanted);
        if (!records.isEmpty()) {
            Set<String> failed = invoke(records);
            delete(
                    batch.stream()
                            .filter(m -> !unwanted.contains(m) && !failed.contains(m.messageId()))
                            .toList());
        }
    }

    /** Waits for a message, and then as long as the batching window says for more. */
    private List<Message> batch() {
        var batch = new ArrayList<>(receive(mapping.batchSize(), LONGEST_POLL_SECONDS));
        Instant end = clock.instant().plus(mapping.batchingWindow());
        while (!batch.isEmpty() && batch.size() < mapping.batchSize()) {
            Duration left = Duration.between(clock.instant(), end);
            if (!left.isPositive()) {
                break;
            }
            int seconds = (int) Math.min(LONGEST_POLL_SECONDS, left.plusMillis(999).toSeconds());
            batch.addAll(receive(mapping.batchSize() - batch.size(), seconds));
        }
        return batch;
    }

    private List<Message> receive(int count, int waitSeconds) {
        return sqs.receiveMessage(
                        r ->
                                r.queueUrl(url)
                                        .maxNumberOfMessages(Math.min(count, RECEIVED_AT_ONCE))
                                        .waitTimeSeconds(waitSeconds)
                                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                                        .messageAttributeNames("All"))
                .messages();
    }

    /** The ids of the messages that were not handled. */
    private Set<String> invoke(List<ObjectNode> records) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.putArray("Records").addAll(records);
        try {
            byte[] answer = functions.invoke(mapping.function(), Json.bytes(event));
            return mapping.reportsItemFailures() ? BatchAnswer.failures(answer) : Set.of();
        } catch (FunctionFault | IllegalArgumentException e) {
            LOG.warn(
                    "{} did not handle {} messages of {}: {}",
                    mapping.function(),
                    records.size(),
                    mapping.queue(),
                    e.getMessage());
            return Set.copyOf(records.stream().map(r -> r.get("messageId").textValue()).toList());
        }
    }

    private void delete(List<Message> messages) {
        for (int from = 0; from < messages.size(); from += RECEIVED_AT_ONCE) {
            List<Message> part =
                    messages.subList(from, Math.min(messages.size(), from + RECEIVED_AT_ONCE));
            sqs.deleteMessageBatch(
                    r -> r.queueUrl(url).entries(part.stream().map(QueueSource::entry).toList()));
        }
    }

    private static DeleteMessageBatchRequestEntry entry(Message message) {
        return DeleteMessageBatchRequestEntry.builder()
                .id(message.messageId())
                .receiptHandle(message.receiptHandle())
                .build();
    }

    @Override
    public void close() {
        receiver.close();
        workers.shutdownNow();
    }
}
