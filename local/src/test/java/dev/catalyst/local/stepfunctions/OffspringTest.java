package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Map and Parallel. */
class OffspringTest {

    private static final String TASK =
            "{'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'End': true}";

    @TempDir Path directory;

    private static String map(String fields) {
        return "'Each': {'Type': 'Map', "
                + fields
                + " 'ItemProcessor': {'StartAt': 'Item', 'States': {'Item': "
                + TASK
                + "}},"
                + " 'End': true}";
    }

    /** Works for a random time, and counts how many do so at once. */
    private static final class Crowd implements TaskInvoker {
        private final Random random;
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        Crowd(long seed) {
            random = new Random(seed);
        }

        @Override
        public JsonNode invoke(TaskCall call) throws TaskFailure {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            LockSupport.parkNanos(random.nextInt(2_000_000));
            inside.decrementAndGet();
            if (call.arguments().isTextual()) {
                throw new TaskFailure("Bad", call.arguments().textValue());
            }
            return call.arguments();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void never_more_run_than_may_and_results_keep_their_order(long seed) {
        Random random = new Random(seed);
        int length = random.nextInt(120);
        int concurrency = random.nextInt(12);
        Crowd crowd = new Crowd(seed);
        try (Host host = new Host(directory, crowd)) {
            String items = IntStream.range(0, length).boxed().toList().toString();
            String arn = host.run(map("'MaxConcurrency': " + concurrency + ","), items);
            assertThat(host.ended(arn).output()).isEqualTo(items.replace(" ", ""));
        }
        int most = concurrency == 0 ? 40 : concurrency;
        assertThat(crowd.most.get()).isLessThanOrEqualTo(most);
        if (length > 20 && concurrency != 1) {
            assertThat(crowd.most.get()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void failures_are_tolerated_up_to_the_count_and_the_percentage(long seed) {
        Random random = new Random(seed);
        List<String> items = new ArrayList<>();
        int length = 5 + random.nextInt(20);
        for (int i = 0; i < length; i++) {
            items.add(random.nextInt(5) == 0 ? "'bad'" : String.valueOf(i));
        }
        long bad = items.stream().filter("'bad'"::equals).count();
        int count = random.nextInt(4);
        int percentage = random.nextInt(40);
        String tolerance =
                "'ToleratedFailureCount': %d, 'ToleratedFailurePercentage': %d, 'MaxConcurrency': 3,"
                        .formatted(count, percentage);
        boolean tolerated = bad <= count && bad * 100 <= (long) percentage * length;
        try (Host host = new Host(directory, new Crowd(seed))) {
            Description ended = host.ended(host.run(map(tolerance), items.toString()));
            assertThat(ended.status()).isEqualTo(tolerated ? Status.SUCCEEDED : Status.FAILED);
            if (tolerated) {
                assertThat(ended.output())
                        .isEqualTo(
                                items.stream()
                                        .filter(item -> !item.equals("'bad'"))
                                        .collect(Collectors.joining(",", "[", "]")));
            }
        }
    }

    @Test
    void an_iteration_that_fails_aborts_the_others_and_interrupts_their_tasks() throws Exception {
        CountDownLatch others = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        TaskInvoker invoker =
                call -> {
                    if (call.arguments().intValue() == 1) {
                        others.await();
                        throw new TaskFailure("Bad", "1");
                    }
                    others.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return call.arguments();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                };
        try (Host host = new Host(directory, invoker)) {
            String arn = host.run(map(""), "[0, 1, 2]");
            assertThat(host.ended(arn).error()).isEqualTo("Bad");
            interrupted.await();
            assertThat(host.types(arn))
                    .endsWith(
                            "TaskFailed",
                            "MapIterationFailed",
                            "TaskStateAborted",
                            "MapIterationAborted",
                            "TaskStateAborted",
                            "MapIterationAborted",
                            "MapStateFailed",
                            "ExecutionFailed");
        }
    }

    @Test
    void a_map_is_retried_as_a_whole_and_then_caught() {
        AtomicInteger calls = new AtomicInteger();
        TaskInvoker failing =
                call -> {
                    calls.incrementAndGet();
                    throw new TaskFailure("Bad", "why");
                };
        try (Host host = new Host(directory, failing)) {
            String fields =
                    "'MaxConcurrency': 1, 'Retry': [{'ErrorEquals': ['Bad'], 'MaxAttempts': 2}],"
                            + " 'Catch': [{'ErrorEquals': ['Bad'], 'Next': 'Caught'}],";
            String arn = host.run(map(fields) + ", 'Caught': {'Type': 'Pass', 'End': true}", "[1]");
            assertThat(host.finish(arn).output())
                    .isEqualTo(Host.quoted("{'Error':'Bad','Cause':'why'}"));
            assertThat(calls).hasValue(3);
            assertThat(host.types(arn).stream().filter("MapStateStarted"::equals)).hasSize(3);
            assertThat(host.types(arn))
                    .containsSubsequence("MapStateFailed", "MapStateExited", "PassStateEntered");
        }
    }

    @Test
    void an_object_gives_an_item_for_each_of_its_fields() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String arn = host.run(map("'Items': {'a': 1, 'b': 2},"), "{}");
            assertThat(host.ended(arn).output())
                    .isEqualTo(Host.quoted("[{'Key':'a','Value':1},{'Key':'b','Value':2}]"));
        }
    }

    @Test
    void branches_run_at_once_and_their_results_keep_their_order() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        TaskInvoker meeting =
                call -> {
                    both.countDown();
                    both.await();
                    return Host.json("'" + call.state() + "'");
                };
        try (Host host = new Host(directory, meeting)) {
            String arn =
                    host.run(
                            """
                            'Both': {'Type': 'Parallel', 'Branches': [
                              {'StartAt': 'Left', 'States': {'Left': TASK}},
                              {'StartAt': 'Right', 'States': {'Right': TASK}}], 'End': true}
                            """
                                    .replace("TASK", TASK),
                            "{}");
            assertThat(host.ended(arn).output()).isEqualTo("[\"Left\",\"Right\"]");
            assertThat(host.types(arn))
                    .endsWith(
                            "ParallelStateSucceeded", "ParallelStateExited", "ExecutionSucceeded");
        }
    }

    @Test
    void a_branch_that_fails_aborts_the_other_whatever_it_is_in() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String arn =
                    host.run(
                            """
                            'Both': {'Type': 'Parallel', 'Branches': [
                              {'StartAt': 'Inner', 'States': {'Inner': {'Type': 'Map',
                                'ItemProcessor': {'StartAt': 'Sleep', 'States': {
                                  'Sleep': {'Type': 'Wait', 'Seconds': 100, 'End': true}}},
                                'End': true}}},
                              {'StartAt': 'Broken', 'States': {'Broken': {'Type': 'Fail',
                                'Error': 'Bad', 'Cause': '{% $states.input[0] & \\"!\\" %}'}}}],
                              'End': true}
                            """,
                            "['why', 'not']");
            Description ended = host.ended(arn);
            assertThat(ended.error()).isEqualTo("Bad");
            assertThat(ended.cause()).isEqualTo("why!");
            assertThat(host.types(arn))
                    .endsWith(
                            "WaitStateEntered",
                            "WaitStateAborted",
                            "MapIterationAborted",
                            "WaitStateAborted",
                            "MapIterationAborted",
                            "MapStateAborted",
                            "ParallelStateFailed",
                            "ExecutionFailed");
        }
    }

    @Test
    void a_map_of_thousands_of_items_takes_no_more_than_its_share_of_time() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String items = IntStream.range(0, 5_000).boxed().toList().toString();
            String states =
                    "'Each': {'Type': 'Map', 'ItemProcessor': {'StartAt': 'Item', 'States': {"
                            + "'Item': {'Type': 'Pass', 'End': true}}}, 'Output': 'done',"
                            + " 'End': true}";
            String arn = host.run(states, items);
            assertThat(host.ended(arn).output()).isEqualTo("\"done\"");
            assertThat(host.types(arn)).hasSize(6 + 4 * 5_000);
        }
    }

    @Test
    void an_execution_ends_before_its_history_outgrows_the_limit() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String arn = host.run("'Round': {'Type': 'Pass', 'Next': 'Round'}", "{}");
            Description ended = host.ended(arn);
            assertThat(ended.error()).isEqualTo("States.Runtime");
            assertThat(ended.cause()).contains("25000");
            assertThat(host.types(arn)).hasSize(25_000).endsWith("ExecutionFailed");
        }
    }
}
