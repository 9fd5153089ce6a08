package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The messages of a dead-letter queue, with calls that every queue service has: the one that moves
 * messages by itself is AWS's alone.
 */
final class DeadLetters {

    private static final int AT_ONCE = 10;
    private static final int SECONDS_HIDDEN = 30;

    /** A message, and why it lies here. */
    record Letter(Message message, String reason) {

        Instant since() {
            var sent = message.attributes().get(MessageSystemAttributeName.SENT_TIMESTAMP);
            return sent == null ? Instant.EPOCH : Instant.ofEpochMilli(Long.parseLong(sent));
        }
    }

    private final SqsClient sqs;
    private final String url;

    DeadLetters(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    /** All letters; each stays where it is. */
    List<Letter> list() {
        var letters = take();
        letters.forEach(
                letter ->
                        sqs.changeMessageVisibility(
                                change ->
                                        change.queueUrl(url)
                                                .receiptHandle(letter.message().receiptHandle())
                                                .visibilityTimeout(0)));
        return letters;
    }

    /**
     * Sends every letter back to the queue that it came from, if it came from one; the number sent.
     */
    int redrive() {
        var sources =
                sqs.listDeadLetterSourceQueuesPaginator(list -> list.queueUrl(url)).stream()
                        .flatMap(page -> page.queueUrls().stream())
                        .toList();
        int sent = 0;
        for (var letter : take()) {
            var source = source(letter.message(), sources);
            if (source.isPresent()) {
                // sent before it is deleted: one that comes twice changes nothing, a lost one would
                sqs.sendMessage(
                        send -> send.queueUrl(source.get()).messageBody(letter.message().body()));
                sqs.deleteMessage(
                        delete ->
                                delete.queueUrl(url)
                                        .receiptHandle(letter.message().receiptHandle()));
                sent++;
            }
        }
        return sent;
    }

    private List<Letter> take() {
        var taken = new LinkedHashMap<String, Letter>();
        List<Message> batch;
        do {
            batch =
                    sqs.receiveMessage(
                                    receive ->
                                            receive.queueUrl(url)
                                                    .maxNumberOfMessages(AT_ONCE)
                                                    .visibilityTimeout(SECONDS_HIDDEN)
                                                    .messageAttributeNames("All")
                                                    .messageSystemAttributeNames(
                                                            MessageSystemAttributeName.ALL))
                            .messages();
            batch.forEach(
                    message ->
                            taken.put(message.messageId(), new Letter(message, reason(message))));
        } while (!batch.isEmpty());
        return List.copyOf(taken.values());
    }

    /** As the sender told it: the Dispatcher and EventBridge by attribute, a stream in the body. */
    private static String reason(Message message) {
        var told = message.messageAttributes().get("ERROR_MESSAGE");
        var condition = body(message).at("/requestContext/condition").asText();
        return Optional.ofNullable(told)
                .map(MessageAttributeValue::stringValue)
                .or(() -> Optional.of(condition).filter(text -> !text.isEmpty()))
                .orElse("failed too often; the function's log tells why");
    }

    /** A message of a queue names a tenant, and one of the lesson queue a task as well. */
    private static Optional<String> source(Message message, List<String> sources) {
        var body = body(message);
        var wanted = body.has("task_id") ? "LessonQueue" : "TaskQueue";
        var undelivered = body.has("detail") || body.has("DDBStreamBatchInfo");
        return undelivered
                ? Optional.empty()
                : sources.stream().filter(one -> one.contains(wanted)).findFirst();
    }

    private static JsonNode body(Message message) {
        try {
            return Json.tree(message.body());
        } catch (UncheckedIOException notJson) {
            return Json.MAPPER.missingNode();
        }
    }
}
