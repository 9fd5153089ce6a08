package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.local.TestClock;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Starting, stopping, timing out, waiting, and being heard of. */
class LifecycleTest {

    private static final String SLEEP = "'Sleep': {'Type': 'Wait', 'Seconds': 50, 'End': true}";

    @TempDir Path directory;

    @Test
    void a_name_that_runs_with_the_same_input_answers_the_same_execution() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String arn = host.run(SLEEP, "{'a': 1}");
            String machine = Machine.arn("machine");
            Description again = host.service.startExecution(machine, "one", "{ \"a\":1 }");
            assertThat(again.executionArn()).isEqualTo(arn);
            assertThat(again.startDate()).isEqualTo(Host.NEW_YEAR);
            assertThatThrownBy(() -> host.service.startExecution(machine, "one", "{\"a\":2}"))
                    .hasMessageContaining("Execution Already Exists");
            host.finish(arn);
            assertThatThrownBy(() -> host.service.startExecution(machine, "one", "{\"a\":1}"))
                    .hasMessageContaining("Execution Already Exists");
            assertThat(host.types(arn)).containsOnlyOnce("ExecutionStarted");
        }
    }

    @Test
    void starts_of_one_name_at_the_same_time_make_one_execution() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch never = new CountDownLatch(1);
        TaskInvoker counting =
                call -> {
                    calls.incrementAndGet();
                    never.await();
                    return call.arguments();
                };
        try (Host host = new Host(directory, counting)) {
            host.service.start();
            String machine =
                    host.create(
                            Host.machine(
                                    "'Call': {'Type': 'Task', 'Resource':"
                                            + " 'arn:aws:states:::lambda:invoke', 'End': true}"));
            List<Future<Description>> starts = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 20; i++) {
                    starts.add(
                            threads.submit(
                                    () -> host.service.startExecution(machine, "one", "{}")));
                }
            }
            for (Future<Description> start : starts) {
                assertThat(start.get().executionArn()).endsWith(":machine:one");
            }
            host.until(() -> calls.get() > 0);
            assertThat(calls).hasValue(1);
        }
    }

    @Test
    void names_and_inputs_that_the_service_would_refuse_are_refused() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String machine = host.create(Host.machine(SLEEP));
            assertFault(() -> host.service.startExecution(machine, "a b", "{}"), "InvalidName");
            assertFault(
                    () -> host.service.startExecution(machine, "a", "{"), "InvalidExecutionInput");
            assertFault(
                    () -> host.service.startExecution(machine, "a", ""), "InvalidExecutionInput");
            assertFault(
                    () ->
                            host.service.startExecution(
                                    machine, "a", "\"" + "x".repeat(262_143) + "\""),
                    "InvalidExecutionInput");
            assertFault(
                    () -> host.service.startExecution(Machine.arn("other"), "a", "{}"),
                    "StateMachineDoesNotExist");
            assertFault(
                    () -> host.service.describe(Machine.executionArn("machine", "none")),
                    "ExecutionDoesNotExist");
        }
    }

    private static void assertFault(Runnable request, String type) {
        assertThatThrownBy(request::run)
                .isInstanceOfSatisfying(
                        ServiceFault.class, fault -> assertThat(fault.type()).isEqualTo(type));
    }

    @Test
    void a_stop_interrupts_the_task_in_flight() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        TaskInvoker sleeper =
                call -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return call.arguments();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                };
        try (Host host = new Host(directory, sleeper)) {
            String arn =
                    host.run(
                            "'Call': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke',"
                                    + " 'End': true}",
                            "{}");
            begun.await();
            host.service.stop(arn, "Enough", "for today");
            interrupted.await();
            Description ended = host.ended(arn);
            assertThat(ended.status()).isEqualTo(Status.ABORTED);
            assertThat(ended.error()).isEqualTo("Enough");
            assertThat(ended.cause()).isEqualTo("for today");
            assertThat(host.types(arn)).endsWith("TaskStarted", "ExecutionAborted");
            host.service.stop(arn, "Again", null);
            assertThat(host.service.describe(arn).error()).isEqualTo("Enough");
        }
    }

    @Test
    void a_machine_with_a_time_limit_times_out() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            host.service.start();
            String machine =
                    host.create(
                            Host.machine(SLEEP)
                                    .replace("'StartAt'", "'TimeoutSeconds': 9, 'StartAt'"));
            String arn = host.service.startExecution(machine, "one", "{}").executionArn();
            host.pass(Duration.ofSeconds(8));
            assertThat(host.service.describe(arn).status()).isEqualTo(Status.RUNNING);
            host.pass(Duration.ofSeconds(1));
            assertThat(host.ended(arn).status()).isEqualTo(Status.TIMED_OUT);
            assertThat(host.types(arn)).endsWith("WaitStateEntered", "ExecutionTimedOut");
        }
    }

    @Test
    void a_thousand_executions_wait_without_a_thread_each_and_wake_in_time() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            host.service.start();
            String machine = host.create(Host.machine(SLEEP));
            int before = Thread.activeCount();
            for (int i = 0; i < 1_000; i++) {
                host.service.startExecution(machine, "n" + i, "{}");
            }
            assertThat(Thread.activeCount()).isLessThan(before + 20);
            host.pass(Duration.ofSeconds(50));
            for (int i = 0; i < 1_000; i++) {
                String arn = Machine.executionArn("machine", "n" + i);
                assertThat(host.ended(arn).stopDate()).isEqualTo(Host.NEW_YEAR.plusSeconds(50));
            }
        }
    }

    @Test
    void a_wait_ends_by_itself_when_the_real_time_has_come() {
        try (StepFunctions service =
                new StepFunctions(
                        directory, Clock.systemUTC(), call -> call.arguments(), change -> {})) {
            service.start();
            String machine =
                    service.create("machine", Host.json(Host.machine(SLEEP.replace("50", "1"))));
            Description started = service.startExecution(machine, "one", "{}");
            Awaitility.await()
                    .until(
                            () ->
                                    service.describe(started.executionArn()).status()
                                            == Status.SUCCEEDED);
            Description ended = service.describe(started.executionArn());
            assertThat(Duration.between(ended.startDate(), ended.stopDate()))
                    .isBetween(Duration.ofMillis(990), Duration.ofSeconds(5));
        }
    }

    @Test
    void the_listener_hears_of_each_change_in_order_with_all_details() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String arn = host.run(SLEEP.replace("'End'", "'Output': 'done', 'End'"), "{'a':1}");
            host.finish(arn);
            host.until(() -> host.heard.size() == 2);
            assertThat(host.heard)
                    .containsExactly(
                            new StatusListener.Change(
                                    arn,
                                    Machine.arn("machine"),
                                    "one",
                                    Status.RUNNING,
                                    Host.NEW_YEAR,
                                    null,
                                    "{\"a\":1}",
                                    null,
                                    null,
                                    null),
                            new StatusListener.Change(
                                    arn,
                                    Machine.arn("machine"),
                                    "one",
                                    Status.SUCCEEDED,
                                    Host.NEW_YEAR,
                                    Host.NEW_YEAR.plusSeconds(50),
                                    "{\"a\":1}",
                                    "\"done\"",
                                    null,
                                    null));
        }
    }

    @Test
    void a_change_whose_listener_failed_comes_again_and_also_after_a_restart() {
        List<Status> heard = Collections.synchronizedList(new ArrayList<>());
        AtomicBoolean deaf = new AtomicBoolean(true);
        StatusListener shaky =
                change -> {
                    heard.add(change.status());
                    if (change.status() == Status.SUCCEEDED && deaf.get()) {
                        throw new IllegalStateException("not now");
                    }
                };
        TestClock clock = new TestClock(Host.NEW_YEAR, ZoneOffset.UTC);
        String pass = Host.machine("'P': {'Type': 'Pass', 'End': true}");
        try (StepFunctions service = service(clock, shaky)) {
            service.start();
            String machine = service.create("machine", Host.json(pass));
            service.startExecution(machine, "one", "{}");
            await(() -> heard.equals(List.of(Status.RUNNING, Status.SUCCEEDED)));
            await(
                    () -> {
                        clock.advance(Duration.ofSeconds(1));
                        service.tick();
                        return heard.size() > 2;
                    });
        }
        deaf.set(false);
        heard.clear();
        try (StepFunctions service = service(clock, shaky)) {
            service.start();
            await(() -> heard.equals(List.of(Status.SUCCEEDED)));
            // so that the note of it is durable before the process ends
            service.startExecution(service.create("machine", Host.json(pass)), "two", "{}");
            await(() -> heard.size() == 3);
        }
        heard.clear();
        try (StepFunctions service = service(clock, shaky)) {
            service.start();
            service.startExecution(service.create("machine", Host.json(pass)), "three", "{}");
            await(() -> heard.size() >= 2);
        }
        assertThat(heard).containsExactly(Status.RUNNING, Status.SUCCEEDED);
    }

    private StepFunctions service(TestClock clock, StatusListener listener) {
        return new StepFunctions(directory, clock, call -> call.arguments(), listener);
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(1)).until(condition);
    }

    @Test
    void what_ended_long_ago_is_forgotten_only_with_its_file() {
        TestClock clock = new TestClock(Host.NEW_YEAR, ZoneOffset.UTC);
        String arn;
        try (Host host = new Host(directory, call -> call.arguments(), clock)) {
            arn = host.run("'P': {'Type': 'Pass', 'End': true}", "{}");
            host.until(() -> host.heard.size() == 2);
        }
        clock.advance(Duration.ofDays(200));
        try (Host host = new Host(directory, call -> call.arguments(), clock)) {
            assertThat(host.service.describe(arn).status()).isEqualTo(Status.SUCCEEDED);
        }
    }
}
