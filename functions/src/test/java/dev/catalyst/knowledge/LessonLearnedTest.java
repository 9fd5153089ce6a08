package dev.catalyst.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.events.EventDraft;
import dev.catalyst.lambda.Json;
import dev.catalyst.store.Key;
import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.MemoryS3;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.Spend;
import dev.catalyst.tasks.Status;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.Task;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.Turns;
import dev.catalyst.tasks.Work;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

@NullUnmarked // a task that has only what a lesson reads
class LessonLearnedTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final TaskKey TASK = new TaskKey("default", "task-1");

    private final MemoryDynamoDb dynamoDb = new MemoryDynamoDb();
    private final MemoryS3 s3 = new MemoryS3();
    private final Table table = new Table(dynamoDb, "table");
    private final Lessons lessons = new Lessons(table);
    private final LessonLearned handler =
            new LessonLearned(table, s3, "bucket", text -> text.replace("hunter22", "***"));

    private void task(Status status, Task.Approval approval) {
        var seq = Json.MAPPER.valueToTree(stored()).path("last_seq").asLong();
        var task =
                new Task(
                        new Task.Origin(
                                TASK.tenant(),
                                TASK.id(),
                                "project",
                                "Build a todo app with hunter22",
                                "live",
                                false,
                                "request",
                                Agent.PLANNER,
                                null,
                                NOW),
                        status,
                        Map.of(),
                        null,
                        NOW,
                        NOW,
                        Spend.of(1),
                        Work.NONE.withArtifact("plan", "plan.json"),
                        seq,
                        seq + 1,
                        0,
                        false,
                        null,
                        approval);
        s3.objects.put(
                "plan.json",
                "{\"goal\": \"A todo app\", \"requirements\": [{\"id\": \"R1\", \"text\": \"keeps todos\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
        table.transaction()
                .put(Key.task(TASK.tenant(), TASK.id()), (ObjectNode) Json.MAPPER.valueToTree(task))
                .commit();
    }

    private ObjectNode stored() {
        return table.get(Key.task(TASK.tenant(), TASK.id()))
                .orElseGet(Json.MAPPER::createObjectNode);
    }

    private void tell(EventDraft event) {
        new Turns(table, Stores.tasks(table, InstantSource.system(), UnaryOperator.identity()))
                .tell(TASK, List.of(event));
    }

    private List<String> hear(String... bodies) {
        var event = new SQSEvent();
        event.setRecords(
                List.of(bodies).stream()
                        .map(
                                body -> {
                                    var message = new SQSMessage();
                                    message.setMessageId(body);
                                    message.setBody(body);
                                    return message;
                                })
                        .toList());
        return handler.handleRequest(event, null).getBatchItemFailures().stream()
                .map(failure -> failure.getItemIdentifier())
                .toList();
    }

    private List<Lesson> left() {
        return lessons.nearest(TASK.tenant(), "live", "todo", 10).nearest();
    }

    private static final String ENDED = "{\"tenant\": \"default\", \"task_id\": \"task-1\"}";

    @Test
    void a_failed_task_leaves_its_prompt_its_plan_and_what_went_wrong_without_secrets() {
        task(Status.RUNNING, null);
        tell(EventDraft.error("agent.failed", "tester", "After 3 rounds C1 fails", Map.of()));
        task(Status.FAILED, null);

        assertThat(hear(ENDED)).isEmpty();

        assertThat(left())
                .containsExactly(
                        new Lesson(
                                "task-1",
                                "live",
                                "failed",
                                "Build a todo app with ***",
                                "A todo app\n- keeps todos",
                                List.of("After 3 rounds C1 fails"),
                                List.of(),
                                NOW));
    }

    @Test
    void a_message_that_comes_again_leaves_the_same_lesson() {
        task(Status.COMPLETED, null);
        hear(ENDED);
        var first = left();

        assertThat(hear(ENDED, ENDED)).isEmpty();

        assertThat(left()).isEqualTo(first).hasSize(1);
    }

    @Test
    void a_crash_after_the_write_is_answered_by_the_message_that_comes_again() {
        task(Status.COMPLETED, null);
        dynamoDb.failAfter(new IllegalStateException("the answer was lost"));

        assertThat(hear(ENDED)).containsExactly(ENDED);
        assertThat(hear(ENDED)).isEmpty();
        assertThat(left()).hasSize(1);
    }

    @Test
    void a_task_that_was_redriven_leaves_its_later_lesson_in_place_of_the_earlier() {
        task(Status.RUNNING, null);
        tell(EventDraft.info("log", "coder", "first"));
        task(Status.FAILED, null);
        hear(ENDED);
        task(Status.RUNNING, null);
        tell(EventDraft.info("log", "coder", "second"));
        hear(ENDED);
        assertThat(left()).extracting("outcome").containsExactly("failed");

        task(Status.COMPLETED, null);
        hear(ENDED);

        assertThat(left()).extracting("outcome").containsExactly("completed");
    }

    @Test
    void a_rejection_teaches_and_a_cancelled_task_does_not() {
        task(Status.CANCELLED, null);
        hear(ENDED);
        assertThat(left()).isEmpty();

        task(Status.CANCELLED, new Task.Approval("token", "rejected"));
        hear(ENDED);
        assertThat(left()).extracting("outcome").containsExactly("rejected");
    }

    @Test
    void a_message_that_names_no_task_fails_alone() {
        task(Status.COMPLETED, null);
        var unknown = "{\"tenant\": \"default\", \"task_id\": \"other\"}";

        assertThat(hear(unknown, ENDED, "not json")).containsExactly(unknown, "not json");
        assertThat(left()).hasSize(1);
    }
}
