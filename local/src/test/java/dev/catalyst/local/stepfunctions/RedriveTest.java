package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class RedriveTest {

    private static final String TASK =
            "'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke'";

    @TempDir Path directory;

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> broken = Collections.synchronizedSet(new HashSet<>());

    /** Answers its arguments; what is broken fails. */
    private JsonNode work(TaskCall call) throws TaskFailure {
        String name = call.arguments().toString().replace("\"", "");
        calls.add(name);
        if (broken.contains(name)) {
            throw new TaskFailure("Broken", name);
        }
        return call.arguments();
    }

    @Test
    void an_execution_that_shows_as_failed_can_be_redriven_at_once() {
        broken.add("only");
        try (Host host = new Host(directory, this::work)) {
            String arn =
                    host.run(
                            "'One': {TASK, 'Arguments': 'only', 'End': true}".replace("TASK", TASK),
                            "{}");
            for (int round = 1; round <= 300; round++) {
                Description found = host.service.describe(arn);
                while (found.status() == Status.RUNNING) {
                    Thread.onSpinWait();
                    found = host.service.describe(arn);
                }
                assertThat(found.stopDate()).isNotNull();
                assertThat(found.notRedrivable()).isNull();
                host.service.redrive(arn);
                assertThat(host.service.describe(arn).redriveCount()).isEqualTo(round);
            }
        }
    }

    @Test
    void a_redriven_execution_goes_on_from_the_failed_state_with_its_variables() {
        broken.add("second");
        try (Host host = new Host(directory, this::work)) {
            String arn =
                    host.run(
                            """
                            'One': {TASK, 'Arguments': 'first', 'Assign': {'v': 7}, 'Next': 'Two'},
                            'Two': {TASK, 'Arguments': 'second', 'Output': '{% $v %}',
                              'Retry': [{'ErrorEquals': ['Broken'], 'MaxAttempts': 1}],
                              'End': true}
                            """
                                    .replace("TASK", TASK),
                            "{}");
            assertThat(host.finish(arn).notRedrivable()).isNull();
            broken.clear();
            host.service.redrive(arn);
            Description ended = host.ended(arn);
            assertThat(ended.output()).isEqualTo("7");
            assertThat(ended.redriveCount()).isEqualTo(1);
            assertThat(calls).containsExactly("first", "second", "second", "second");
            assertThat(host.types(arn))
                    .endsWith(
                            "ExecutionFailed",
                            "ExecutionRedriven",
                            "TaskScheduled",
                            "TaskStarted",
                            "TaskSucceeded",
                            "TaskStateExited",
                            "ExecutionSucceeded");
            assertThat(host.heard)
                    .extracting(StatusListener.Change::status)
                    .startsWith(Status.RUNNING, Status.FAILED, Status.RUNNING);
        }
    }

    @Test
    void retries_count_anew_after_a_redrive() {
        broken.add("only");
        try (Host host = new Host(directory, this::work)) {
            String arn =
                    host.run(
                            """
                            'Only': {TASK, 'Arguments': 'only', 'Retry': [{'ErrorEquals':
                              ['States.ALL'], 'MaxAttempts': 2}], 'End': true}
                            """
                                    .replace("TASK", TASK),
                            "{}");
            host.finish(arn);
            host.service.redrive(arn);
            assertThat(host.finish(arn).status()).isEqualTo(Status.FAILED);
            assertThat(calls).hasSize(6);
        }
    }

    @Test
    void only_iterations_without_success_run_again_and_no_more_than_may_at_once() {
        broken.addAll(List.of("1", "3"));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TaskInvoker counting =
                call -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    try {
                        return work(call);
                    } finally {
                        inside.decrementAndGet();
                    }
                };
        try (Host host = new Host(directory, counting)) {
            String arn =
                    host.run(
                            """
                            'Each': {'Type': 'Map', 'MaxConcurrency': 1,
                              'ToleratedFailureCount': 1, 'ItemProcessor': {'StartAt': 'Item',
                                'States': {'Item': {TASK, 'End': true}}}, 'End': true}
                            """
                                    .replace("TASK", TASK),
                            "[0, 1, 2, 3, 4]");
            assertThat(host.ended(arn).error()).isEqualTo("States.ExceedToleratedFailureThreshold");
            broken.clear();
            host.service.redrive(arn);
            assertThat(host.ended(arn).output()).isEqualTo("[0,1,2,3,4]");
            assertThat(calls).containsExactly("0", "1", "2", "3", "1", "3", "4");
            assertThat(most).hasValue(1);
        }
    }

    @Test
    void only_branches_without_success_run_again() throws Exception {
        CountDownLatch right = new CountDownLatch(1);
        broken.add("left");
        TaskInvoker ordered =
                call -> {
                    if (call.arguments().toString().contains("left")) {
                        right.await();
                    }
                    return work(call);
                };
        try (Host host = new Host(directory, ordered)) {
            String arn =
                    host.run(
                            """
                            'Both': {'Type': 'Parallel', 'Branches': [
                              {'StartAt': 'L', 'States': {'L': {TASK, 'Arguments': 'left', 'End': true}}},
                              {'StartAt': 'R', 'States': {'R': {TASK, 'Arguments': 'right', 'End': true}}}],
                              'End': true}
                            """
                                    .replace("TASK", TASK),
                            "{}");
            host.untilType(arn, "TaskStateExited");
            right.countDown();
            assertThat(host.ended(arn).error()).isEqualTo("Broken");
            broken.clear();
            host.service.redrive(arn);
            assertThat(host.ended(arn).output()).isEqualTo("[\"left\",\"right\"]");
            assertThat(calls).containsExactly("right", "left", "left");
        }
    }

    @Test
    void a_stopped_execution_can_be_redriven_after_a_restart() {
        String arn;
        try (Host host = new Host(directory, this::work)) {
            arn =
                    host.run(
                            """
                            'One': {TASK, 'Arguments': 'first', 'Next': 'Sleep'},
                            'Sleep': {'Type': 'Wait', 'Seconds': 50, 'Next': 'Two'},
                            'Two': {TASK, 'Arguments': 'second', 'End': true}
                            """
                                    .replace("TASK", TASK),
                            "{}");
            host.untilType(arn, "WaitStateEntered");
            host.service.stop(arn, "Enough", "for today");
        }
        try (Host host = new Host(directory, this::work)) {
            host.service.start();
            assertThat(host.service.describe(arn).status()).isEqualTo(Status.ABORTED);
            host.service.redrive(arn);
            assertThat(host.finish(arn).status()).isEqualTo(Status.SUCCEEDED);
            assertThat(calls).containsExactly("first", "second");
        }
    }

    @Test
    void a_crash_after_a_redrive_loses_nothing_of_it() {
        broken.add("1");
        String states =
                """
                'Each': {'Type': 'Map', 'ItemProcessor': {'StartAt': 'Item', 'States': {
                  'Item': {TASK, 'Next': 'Sleep'},
                  'Sleep': {'Type': 'Wait', 'Seconds': 10, 'End': true}}}, 'End': true}
                """
                        .replace("TASK", TASK);
        String arn;
        try (Host host = new Host(directory, this::work)) {
            arn = host.run(states, "[0, 1]");
            host.ended(arn);
            broken.clear();
            host.service.redrive(arn);
            host.until(() -> calls.stream().filter("1"::equals).count() == 2);
            host.until(() -> host.types(arn).getLast().equals("WaitStateEntered"));
        }
        calls.clear();
        try (Host host = new Host(directory, this::work)) {
            host.service.start();
            assertThat(host.finish(arn).output()).isEqualTo("[0,1]");
            assertThat(calls).isEmpty();
            assertThat(host.service.describe(arn).redriveCount()).isEqualTo(1);
        }
    }

    @Test
    void what_runs_or_succeeded_or_is_too_old_is_not_redriven() {
        try (Host host = new Host(directory, this::work)) {
            String arn = host.run("'Sleep': {'Type': 'Wait', 'Seconds': 50, 'End': true}", "{}");
            assertRefused(host, arn, "RUNNING");
            host.finish(arn);
            assertRefused(host, arn, "SUCCEEDED");
            String old =
                    host.service.startExecution(Machine.arn("machine"), "old", "{}").executionArn();
            host.service.stop(old, null, null);
            host.clock.advance(Duration.ofDays(15));
            assertRefused(host, old, "14 days");
        }
    }

    private static void assertRefused(Host host, String arn, String why) {
        assertThatThrownBy(() -> host.service.redrive(arn))
                .hasMessageContaining(why)
                .isInstanceOfSatisfying(
                        ServiceFault.class,
                        fault -> assertThat(fault.type()).isEqualTo("ExecutionNotRedrivable"));
    }
}
