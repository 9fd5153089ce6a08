package dev.catalyst.knowledge;

import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;

import dev.catalyst.store.Table;

import software.amazon.awssdk.services.s3.S3Client;

import java.util.function.UnaryOperator;

/** The handler of this package with given clients, for tests outside of it. */
public final class KnowledgeHandlers {

    private KnowledgeHandlers() {}

    public static RequestHandler<SQSEvent, SQSBatchResponse> lessonLearned(
            Table table, S3Client s3, String bucket) {
        return new LessonLearned(table, s3, bucket, UnaryOperator.identity());
    }
}
