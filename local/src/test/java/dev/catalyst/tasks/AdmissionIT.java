package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;

import dev.catalyst.local.contract.Emulated;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.services.sfn.model.ExecutionStatus;
import software.amazon.awssdk.services.sqs.model.Message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** From the queue to an execution and to the end, whatever happens in between. */
class AdmissionIT {

    private final Office office = new Office();

    @Test
    void tasks_start_in_their_order_and_no_more_than_there_are_slots() {
        var ids = IntStream.range(0, 4).mapToObj(i -> office.task()).toList();

        office.dispatch();
        assertThat(office.stepFunctions.started()).isEqualTo(ids.subList(0, 2));
        assertThat(office.status(ids.get(2))).isEqualTo(Status.PENDING);

        office.tellEnd(ids.getFirst(), "SUCCEEDED");
        office.dispatch();
        assertThat(office.stepFunctions.started()).isEqualTo(ids.subList(0, 3));
        assertThat(office.slots()).hasSize(2);
    }

    @Test
    void a_message_that_comes_again_changes_nothing() {
        var id = office.runningTask();
        var before = office.told(id);

        office.dispatch();
        office.dispatch();

        assertThat(office.told(id)).isEqualTo(before);
        assertThat(office.slots()).hasSize(1);
    }

    @Test
    void dispatchers_at_once_start_each_task_once() {
        var ids = IntStream.range(0, 2).mapToObj(i -> office.task()).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 4)
                    .forEach(i -> threads.execute(() -> office.dispatcher.dispatch(office.tenant)));
        }

        assertThat(office.stepFunctions.started()).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(office.slots()).hasSize(2);
        ids.forEach(
                id ->
                        assertThat(office.told(id))
                                .containsExactly("task.created", "task.queued", "task.started"));
    }

    @Test
    void a_start_whose_answer_was_lost_is_finished_by_the_next_message() {
        var id = office.task();
        office.stepFunctions.answersAreLost(true);
        assertThatThrownBy(office::dispatch).hasMessageContaining("lost");
        office.stepFunctions.answersAreLost(false);

        office.dispatch();

        assertThat(office.stepFunctions.started()).containsExactly(id);
        assertThat(office.slots()).singleElement().returns(true, Slots.Slot::launched);
    }

    @Test
    void of_ten_messages_one_poisonous_nine_are_done_and_one_lies_dead_with_its_reason() {
        Emulated.sqs().purgeQueue(purge -> purge.queueUrl(Emulated.deadLetters()));
        var id = office.task();
        var poison = "not json " + office.tenant;
        var bodies =
                new ArrayList<>(Collections.nCopies(9, "{\"tenant\": \"" + office.tenant + "\"}"));
        bodies.add(4, poison);

        var answer = office.dispatcher.handleRequest(messages(bodies.toArray(String[]::new)), null);

        assertThat(answer.getBatchItemFailures()).isEmpty();
        assertThat(office.stepFunctions.started()).containsExactly(id);
        var dead =
                Emulated.sqs()
                        .receiveMessage(
                                receive ->
                                        receive.queueUrl(Emulated.deadLetters())
                                                .messageAttributeNames("All"))
                        .messages();
        assertThat(dead).singleElement().returns(poison, Message::body);
        assertThat(dead.getFirst().messageAttributes().get("ERROR_MESSAGE").stringValue())
                .contains("names its tenant");
    }

    @Test
    void a_message_that_comes_five_times_at_once_starts_one_execution() throws Exception {
        var id = office.task();
        var message = messages("{\"tenant\": \"" + office.tenant + "\"}");
        Callable<SQSBatchResponse> deliver = () -> office.dispatcher.handleRequest(message, null);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var delivered : threads.invokeAll(Collections.nCopies(5, deliver))) {
                assertThat(delivered.get().getBatchItemFailures()).isEmpty();
            }
        }

        assertThat(office.stepFunctions.started()).containsExactly(id);
        assertThat(office.told(id)).containsOnlyOnce("task.started");
    }

    @Test
    void a_task_that_is_cancelled_before_it_started_ends_without_an_execution() {
        var id = office.task();
        office.act(id, "cancel", Map.of());
        office.dispatch();

        assertThat(office.status(id)).isEqualTo(Status.CANCELLED);
        assertThat(office.stepFunctions.started()).isEmpty();
        assertThat(office.owed()).isEmpty();
        assertThat(office.slots()).isEmpty();
    }

    @Test
    void a_cancelled_task_ends_when_its_execution_has_stopped_even_if_the_news_is_lost() {
        var id = office.runningTask();
        office.act(id, "cancel", Map.of());
        office.dispatch();

        assertThat(office.stepFunctions.status(id)).isEqualTo(ExecutionStatus.ABORTED);
        assertThat(office.status(id)).isEqualTo(Status.CANCELLED);
        assertThat(office.slots()).isEmpty();
        assertThat(office.told(id)).endsWith("task.cancelled").doesNotHaveDuplicates();
    }

    @Test
    void a_cancel_that_comes_after_the_work_is_done_does_not_undo_it() {
        var id = office.runningTask();
        office.act(id, "cancel", Map.of());
        office.stepFunctions.end(id, ExecutionStatus.SUCCEEDED);
        office.dispatch();

        assertThat(office.status(id)).isEqualTo(Status.COMPLETED);
    }

    @Test
    void a_task_that_is_cancelled_while_it_waits_to_be_redriven_ends() {
        var busy = List.of(office.runningTask(), office.runningTask());
        office.tellEnd(busy.getFirst(), "FAILED");
        office.stepFunctions.end(busy.getFirst(), ExecutionStatus.FAILED);
        office.runningTask();
        office.act(busy.getFirst(), "redrive", Map.of());
        office.act(busy.getFirst(), "cancel", Map.of());

        office.dispatch();

        assertThat(office.status(busy.getFirst())).isEqualTo(Status.CANCELLED);
        assertThat(office.told(busy.getFirst())).endsWith("task.cancelled");
    }

    @Test
    void a_redriven_task_goes_on_in_its_own_execution() {
        var id = office.failedTask();
        office.act(id, "redrive", Map.of("budget_usd", 3));
        office.dispatch();

        assertThat(office.stepFunctions.status(id)).isEqualTo(ExecutionStatus.RUNNING);
        assertThat(office.read(id))
                .returns(Status.RUNNING, Task::status)
                .returns(1, Task::redrives)
                .returns(null, Task::failure)
                .returns(3_000_000_000L, task -> task.spend().budgetNano());
    }

    @Test
    void a_task_that_can_no_longer_be_redriven_fails_and_holds_up_no_other() {
        var id = office.failedTask();
        office.stepFunctions.forget(id);
        office.act(id, "redrive", Map.of());
        var next = office.task();

        office.dispatch();

        assertThat(office.status(id)).isEqualTo(Status.FAILED);
        assertThat(office.read(id).failure().message()).contains("fork");
        assertThat(office.status(next)).isEqualTo(Status.RUNNING);
        assertThat(office.slots()).hasSize(1);
    }

    @Test
    void late_news_of_an_earlier_run_does_not_end_a_redriven_task() {
        var id = office.failedTask();
        var ended = office.now();
        office.act(id, "redrive", Map.of());
        office.tellEnd(id, "FAILED", ended);
        assertThat(office.status(id)).isEqualTo(Status.PENDING);

        office.dispatch();
        office.tellEnd(id, "FAILED", ended);
        assertThat(office.status(id)).isEqualTo(Status.RUNNING);

        office.tellEnd(id, "SUCCEEDED");
        assertThat(office.status(id)).isEqualTo(Status.COMPLETED);
    }

    @Test
    void a_dispatcher_that_is_late_by_a_run_does_not_speak_for_the_slot_of_the_next() {
        var id = office.runningTask();
        var first = office.slots().getFirst();
        office.stepFunctions.end(id, ExecutionStatus.FAILED);
        office.tellEnd(id, "FAILED");
        office.act(id, "redrive", Map.of());
        office.dispatch();
        var second = office.slots().getFirst();

        new Slots(office.table).launched(first);

        assertThat(office.slots()).containsExactly(second);
    }

    @Test
    void late_news_of_an_earlier_run_does_not_end_a_redriven_task_that_waits_for_a_person() {
        var id = office.failedTask();
        var ended = office.now();
        office.act(id, "redrive", Map.of());
        office.dispatch();
        office.ask(id, "token-" + id);

        office.tellEnd(id, "FAILED", ended);

        assertThat(office.status(id)).isEqualTo(Status.AWAITING_APPROVAL);
    }

    @Test
    void a_redrive_that_ended_well_before_its_answer_came_is_not_told_as_failed() {
        var id = office.failedTask();
        office.act(id, "redrive", Map.of());
        office.stepFunctions.answersAreLost(true);
        assertThatThrownBy(office::dispatch).hasMessageContaining("lost");
        office.stepFunctions.answersAreLost(false);
        office.stepFunctions.end(id, ExecutionStatus.SUCCEEDED);

        office.dispatch();
        assertThat(office.status(id)).isEqualTo(Status.RUNNING);
        office.tellEnd(id, "SUCCEEDED");
        assertThat(office.status(id)).isEqualTo(Status.COMPLETED);
    }

    @Test
    void a_task_that_waits_for_a_person_gives_its_slot_away_and_takes_one_to_go_on() {
        var waiting = office.waitingTask();
        assertThat(office.slots()).isEmpty();
        var busy = List.of(office.runningTask(), office.runningTask());

        office.act(waiting, "approve", Map.of());
        office.dispatch();
        assertThat(office.stepFunctions.answered).isEmpty();

        office.tellEnd(busy.getFirst(), "SUCCEEDED");
        office.dispatch();
        assertThat(office.stepFunctions.answered).containsExactly("token-" + waiting);
        assertThat(office.status(waiting)).isEqualTo(Status.RUNNING);
        assertThat(office.slots()).hasSize(2);
    }

    @Test
    void a_question_that_is_asked_again_is_asked_once() {
        var id = office.waitingTask();
        office.ask(id, "token-" + id);

        assertThat(office.told(id)).containsOnlyOnce("task.awaiting_approval");
    }

    @Test
    void a_rejected_task_ends_as_cancelled_with_the_reason() {
        var id = office.waitingTask();
        office.act(id, "reject", Map.of("reason", "too red"));
        office.dispatch();

        assertThat(office.status(id)).isEqualTo(Status.CANCELLED);
        assertThat(office.read(id).reason()).isEqualTo("too red");
        assertThat(office.stepFunctions.status(id)).isEqualTo(ExecutionStatus.ABORTED);
    }

    @Test
    void an_end_is_told_once_however_often_it_is_heard_of() {
        for (var status : List.of("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")) {
            var id = office.runningTask();
            office.tellEnd(id, status);
            office.tellEnd(id, status);
            office.tellEnd(id, "FAILED");

            assertThat(office.told(id).stream().filter(AdmissionIT::isEnd)).hasSize(1);
            assertThat(office.slots()).isEmpty();
        }
    }

    @Test
    void news_of_an_execution_that_is_no_tasks_is_let_pass() {
        office.tellEnd("01890000-0000-7000-8000-000000000000", "FAILED");

        assertThat(office.slots()).isEmpty();
    }

    @Test
    void an_execution_that_ends_for_no_reason_of_ours_fails_the_agent_whose_turn_it_was() {
        var id = office.runningTask();
        office.tellEnd(id, "TIMED_OUT");

        assertThat(office.read(id).failure())
                .returns(Failure.Code.INTERNAL, Failure::code)
                .returns(Agent.PLANNER, Failure::agent);
        assertThat(office.read(id).state(Agent.PLANNER)).isEqualTo(Agent.State.FAILED);
    }

    @Test
    void the_sweeper_closes_what_ended_unheard_and_lets_go_on_what_runs() {
        var ended = office.runningTask();
        var running = office.runningTask();
        office.stepFunctions.end(ended, ExecutionStatus.SUCCEEDED);

        office.sweep();
        assertThat(office.status(ended)).isEqualTo(Status.RUNNING);

        office.pass(Duration.ofMinutes(1));
        office.sweep();
        assertThat(office.status(ended)).isEqualTo(Status.COMPLETED);
        assertThat(office.status(running)).isEqualTo(Status.RUNNING);
        assertThat(office.slots()).hasSize(1);
    }

    @Test
    void the_sweeper_gives_back_the_slot_of_an_execution_that_is_gone() {
        var id = office.runningTask();
        office.stepFunctions.forget(id);
        office.pass(Duration.ofMinutes(1));
        office.sweep();

        assertThat(office.status(id)).isEqualTo(Status.FAILED);
        assertThat(office.slots()).isEmpty();
    }

    @Test
    void events_count_without_gaps_through_all_of_it() {
        var id = office.failedTask();
        office.act(id, "redrive", Map.of());
        office.dispatch();
        office.ask(id, "token");
        office.act(id, "approve", Map.of());
        office.dispatch();
        office.tellEnd(id, "SUCCEEDED");

        var events = office.events(id);
        assertThat(events.stream().map(event -> event.seq()))
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(office.read(id).lastSeq()).isEqualTo(events.size());
    }

    private static boolean isEnd(String type) {
        return List.of("task.completed", "task.failed", "task.cancelled").contains(type);
    }

    private static SQSEvent messages(String... bodies) {
        var event = new SQSEvent();
        event.setRecords(
                IntStream.range(0, bodies.length)
                        .mapToObj(
                                i -> {
                                    var message = new SQSMessage();
                                    message.setMessageId(String.valueOf(i));
                                    message.setBody(bodies[i]);
                                    return message;
                                })
                        .toList());
        return event;
    }
}
