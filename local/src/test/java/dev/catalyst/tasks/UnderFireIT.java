package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

import software.amazon.awssdk.services.sfn.model.ExecutionStatus;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/** People and executions that act on one task in the same moment. */
class UnderFireIT {

    private final Office office = new Office();

    @RepeatedTest(10)
    void a_cancel_that_races_the_completion_leaves_one_end() throws Exception {
        var id = office.runningTask();
        office.stepFunctions.end(id, ExecutionStatus.SUCCEEDED);

        atOnce(
                () -> office.act(id, "cancel", Map.of()).getStatusCode(),
                () -> tellSuccess(id),
                () -> tellSuccess(id));
        office.dispatch();

        // the work was done before anybody could stop it
        assertThat(office.status(id)).isEqualTo(Status.COMPLETED);
        endsOnce(id);
    }

    @RepeatedTest(10)
    void an_approval_in_the_moment_of_the_cancel_does_not_bring_the_task_back() throws Exception {
        var id = office.waitingTask();

        var answers =
                atOnce(
                        () -> office.act(id, "approve", Map.of()).getStatusCode(),
                        () -> office.act(id, "cancel", Map.of()).getStatusCode());
        office.dispatch();

        assertThat(answers.get(1)).isEqualTo(202);
        assertThat(answers.getFirst()).isIn(202, 409);
        assertThat(office.status(id)).isEqualTo(Status.CANCELLED);
        assertThat(office.stepFunctions.status(id)).isEqualTo(ExecutionStatus.ABORTED);
        endsOnce(id);
    }

    @RepeatedTest(5)
    void of_answers_at_once_one_counts() throws Exception {
        var id = office.waitingTask();

        var answers =
                atOnce(
                        () -> office.act(id, "approve", Map.of()).getStatusCode(),
                        () -> office.act(id, "reject", Map.of("reason", "no")).getStatusCode(),
                        () -> office.act(id, "approve", Map.of()).getStatusCode());

        assertThat(answers).containsOnlyOnce(202);
        assertThat(office.owed()).hasSize(1);
    }

    @RepeatedTest(5)
    void redrives_at_once_are_one() throws Exception {
        var id = office.failedTask();
        Callable<Integer> redrive = () -> office.act(id, "redrive", Map.of()).getStatusCode();

        assertThat(atOnce(redrive, redrive, redrive)).containsOnlyOnce(202);
        office.dispatch();

        assertThat(office.read(id).redrives()).isOne();
        assertThat(office.told(id)).containsOnlyOnce("task.redriven");
    }

    private int tellSuccess(String id) {
        office.tellEnd(id, "SUCCEEDED", office.now());
        return 0;
    }

    @SafeVarargs
    private static List<Integer> atOnce(Callable<Integer>... acts) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(List.of(acts)).stream().map(act -> act.resultNow()).toList();
        }
    }

    private void endsOnce(String id) {
        var events = office.events(id);
        assertThat(events.stream().map(event -> event.seq()))
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(office.told(id))
                .filteredOn(
                        type ->
                                List.of("task.completed", "task.failed", "task.cancelled")
                                        .contains(type))
                .hasSize(1);
        assertThat(office.slots()).isEmpty();
        assertThat(office.owed()).isEmpty();
    }
}
