package dev.catalyst.knowledge;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse.BatchItemFailure;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.events.Event;
import dev.catalyst.events.Events;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Masking;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.Task;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.Tasks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.services.s3.S3Client;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Leaves the lesson of each task that ended. A message only names the task: the lesson is made of
 * what the table says now, so one that comes twice, late or in another order does no harm.
 */
public final class LessonLearned implements RequestHandler<SQSEvent, SQSBatchResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(LessonLearned.class);
    private static final int EVENTS_AT_ONCE = 500;

    private final Tasks tasks;
    private final Events events;
    private final Lessons lessons;
    private final S3Client s3;
    private final String bucket;
    private final UnaryOperator<String> mask;

    public LessonLearned() {
        this(StartCheck.needs("TABLE_NAME", "BUCKET_NAME").passed());
    }

    private LessonLearned(Env env) {
        this(
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                Wiring.s3(),
                env.require("BUCKET_NAME"),
                Masking.of(env.variables()));
    }

    LessonLearned(Table table, S3Client s3, String bucket, UnaryOperator<String> mask) {
        this.tasks = Stores.tasks(table, InstantSource.system(), mask);
        this.events = Stores.events(table);
        this.lessons = new Lessons(table);
        this.s3 = s3;
        this.bucket = bucket;
        this.mask = mask;
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        return Invocation.run(this, context, Map.of(), () -> learn(event));
    }

    private SQSBatchResponse learn(SQSEvent event) {
        var failed = new ArrayList<BatchItemFailure>();
        for (var message : event.getRecords()) {
            try {
                JsonNode named = Json.tree(message.getBody());
                learn(new TaskKey(named.path("tenant").asText(), named.path("task_id").asText()));
            } catch (RuntimeException fault) {
                LOG.error("no lesson for message {}", message.getMessageId(), fault);
                failed.add(new BatchItemFailure(message.getMessageId()));
            }
        }
        return new SQSBatchResponse(failed);
    }

    private void learn(TaskKey key) {
        Task task = tasks.get(key);
        var outcome = outcome(task);
        if (outcome.isPresent()) {
            var story = story(key, task.lastSeq());
            var lesson =
                    new Lesson(
                            task.id(),
                            task.origin().mode(),
                            outcome.get(),
                            mask.apply(task.origin().prompt()),
                            mask.apply(plan(task)),
                            story.failed(),
                            story.mended(),
                            task.finishedAt());
            lessons.leave(key.tenant(), lesson, task.lastSeq());
        }
    }

    /** Empty for a task that goes on, or that somebody just stopped: nothing is to be learned. */
    private static Optional<String> outcome(Task task) {
        return switch (task.status()) {
            case COMPLETED -> Optional.of("completed");
            case FAILED -> Optional.of("failed");
            case CANCELLED ->
                    Optional.ofNullable(task.approval())
                            .map(Task.Approval::answer)
                            .filter("rejected"::equals);
            case PENDING, RUNNING, AWAITING_APPROVAL -> Optional.empty();
        };
    }

    private Story story(TaskKey key, long last) {
        var story = new Story();
        for (long seq = 0; seq < last; ) {
            List<Event> page = events.after(key.tenant(), key.id(), seq, EVENTS_AT_ONCE);
            page.forEach(story::add);
            seq = page.isEmpty() ? last : page.getLast().seq();
        }
        return story;
    }

    /** The plan's goal and requirements; empty if the task never had a plan. */
    private String plan(Task task) {
        String key = task.work().artifacts().get("plan");
        if (key == null) {
            return "";
        }
        JsonNode plan =
                Json.tree(s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String());
        var text = new StringBuilder(plan.path("goal").asText());
        plan.path("requirements")
                .forEach(
                        requirement ->
                                text.append("\n- ").append(requirement.path("text").asText()));
        return text.toString();
    }
}
