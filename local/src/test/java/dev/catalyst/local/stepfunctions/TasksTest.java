package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

class TasksTest {

    private static final String INVOKE =
            "'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke'";
    private static final String WAIT_FOR_TOKEN =
            """
            'Approval': {'Type': 'Task',
              'Resource': 'arn:aws:states:::lambda:invoke.waitForTaskToken',
              'Arguments': {'FunctionName': 'f',
                'Payload': {'token': '{% $states.context.Task.Token %}'}},
              %s 'End': true}
            """;

    @TempDir Path directory;

    private final AtomicReference<String> token = new AtomicReference<>();

    private Host waitingForToken(String fields) {
        Host host =
                new Host(
                        directory,
                        call -> {
                            token.set(call.arguments().at("/Payload/token").textValue());
                            return Host.json("{'StatusCode': 200}");
                        });
        host.run(WAIT_FOR_TOKEN.replace("%s", fields), "{}");
        host.untilType(arn(), "TaskSubmitted");
        return host;
    }

    private static String arn() {
        return Machine.executionArn("machine", "one");
    }

    @Test
    void a_task_gives_its_result_to_output_and_assign() {
        String states =
                "'Call': {"
                        + INVOKE
                        + """
                        , 'Arguments': {'FunctionName': 'f', 'Payload': '{% $states.input %}'},
                          'Assign': {'seen': '{% $states.result.Payload.n %}'},
                          'Output': '{% $states.result.Payload %}', 'Next': 'Last'},
                        'Last': {'Type': 'Pass', 'Output': {'seen': '{% $seen %}'}, 'End': true}
                        """;
        try (Host host = new Host(directory, call -> Host.json("{'Payload': {'n': 42}}"))) {
            String arn = host.run(states, "{'a': 1}");
            assertThat(host.ended(arn).output()).isEqualTo("{\"seen\":42}");
            assertThat(host.types(arn))
                    .containsExactly(
                            "ExecutionStarted",
                            "TaskStateEntered",
                            "TaskScheduled",
                            "TaskStarted",
                            "TaskSucceeded",
                            "TaskStateExited",
                            "PassStateEntered",
                            "PassStateExited",
                            "ExecutionSucceeded");
            assertThat(host.events(arn).get(2).get("taskScheduledEventDetails").toString())
                    .isEqualTo(
                            Host.quoted(
                                    "{'resourceType':'lambda','resource':'invoke','region':'us-east-1',"
                                            + "'parameters':'{\\'FunctionName\\':\\'f\\',"
                                            + "\\'Payload\\':{\\'a\\':1}}'}"));
        }
    }

    @Test
    void a_plain_function_gets_the_input_and_gives_its_payload() {
        List<TaskCall> calls = Collections.synchronizedList(new ArrayList<>());
        try (Host host =
                new Host(
                        directory,
                        call -> {
                            calls.add(call);
                            return Host.json("{'b': 2}");
                        })) {
            String function = "arn:aws:lambda:us-east-1:000000000000:function:f:live";
            String arn =
                    host.run(
                            "'Call': {'Type': 'Task', 'Resource': '" + function + "', 'End': true}",
                            "{'a':1}");
            assertThat(host.ended(arn).output()).isEqualTo("{\"b\":2}");
            assertThat(calls).singleElement().extracting(TaskCall::deadline).isEqualTo(Instant.MAX);
            assertThat(calls.getFirst().arguments()).isEqualTo(Host.json("{'a':1}"));
            assertThat(calls.getFirst().resource()).isEqualTo(function);
            assertThat(host.types(arn))
                    .contains(
                            "LambdaFunctionScheduled",
                            "LambdaFunctionStarted",
                            "LambdaFunctionSucceeded");
        }
    }

    @Test
    void a_failed_task_that_nothing_catches_fails_the_execution() {
        try (Host host =
                new Host(
                        directory,
                        call -> {
                            throw new TaskFailure("com.acme.Broken", "it broke");
                        })) {
            String arn = host.run("'Call': {" + INVOKE + ", 'End': true}", "{}");
            Description ended = host.ended(arn);
            assertThat(ended.status()).isEqualTo(Status.FAILED);
            assertThat(ended.error()).isEqualTo("com.acme.Broken");
            assertThat(ended.cause()).isEqualTo("it broke");
            assertThat(host.types(arn)).endsWith("TaskStarted", "TaskFailed", "ExecutionFailed");
        }
    }

    @Test
    void a_task_that_outlasts_its_time_is_interrupted_and_times_out() throws Exception {
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
                    host.run("'Call': {" + INVOKE + ", 'TimeoutSeconds': 10, 'End': true}", "{}");
            begun.await();
            host.pass(Duration.ofSeconds(9));
            assertThat(host.service.describe(arn).status()).isEqualTo(Status.RUNNING);
            host.pass(Duration.ofSeconds(1));
            assertThat(host.ended(arn).error()).isEqualTo("States.Timeout");
            interrupted.await();
            assertThat(host.types(arn)).endsWith("TaskTimedOut", "ExecutionFailed");
        }
    }

    @Test
    void a_token_that_comes_back_ends_the_wait() {
        try (Host host = waitingForToken("")) {
            host.service.sendTaskSuccess(token.get(), "{\"approved\":true}");
            assertThat(host.ended(arn()).output()).isEqualTo("{\"approved\":true}");
            assertThat(host.types(arn()))
                    .containsSubsequence("TaskStarted", "TaskSubmitted", "TaskSucceeded");
            assertThatThrownBy(() -> host.service.sendTaskSuccess(token.get(), "{}"))
                    .isInstanceOfSatisfying(
                            ServiceFault.class,
                            fault -> assertThat(fault.type()).isEqualTo("TaskTimedOut"));
        }
    }

    @Test
    void a_token_that_fails_fails_its_task() {
        try (Host host = waitingForToken("")) {
            host.service.sendTaskFailure(token.get(), "Rejected", "not like this");
            assertThat(host.ended(arn()).error()).isEqualTo("Rejected");
            assertThat(host.ended(arn()).cause()).isEqualTo("not like this");
        }
    }

    @Test
    void a_token_may_come_back_while_its_call_still_runs() {
        AtomicBoolean done = new AtomicBoolean();
        Host[] host = new Host[1];
        TaskInvoker eager =
                call -> {
                    String mine = call.arguments().at("/Payload/token").textValue();
                    host[0].service.sendTaskSuccess(mine, "\"early\"");
                    done.set(true);
                    return call.arguments();
                };
        try (Host opened = new Host(directory, eager)) {
            host[0] = opened;
            String arn = opened.run(WAIT_FOR_TOKEN.replace("%s", ""), "{}");
            assertThat(opened.ended(arn).output()).isEqualTo("\"early\"");
            opened.until(done::get);
        }
    }

    @Test
    void what_is_no_token_is_refused() {
        try (Host host = waitingForToken("")) {
            assertThatThrownBy(() -> host.service.sendTaskHeartbeat("nonsense"))
                    .isInstanceOfSatisfying(
                            ServiceFault.class,
                            fault -> assertThat(fault.type()).isEqualTo("InvalidToken"));
        }
    }

    @Test
    void heartbeats_keep_a_waiting_task_alive_and_their_lack_times_it_out() {
        try (Host host = waitingForToken("'HeartbeatSeconds': 5,")) {
            for (int i = 0; i < 4; i++) {
                host.pass(Duration.ofSeconds(4));
                host.service.sendTaskHeartbeat(token.get());
            }
            assertThat(host.service.describe(arn()).status()).isEqualTo(Status.RUNNING);
            host.pass(Duration.ofSeconds(5));
            assertThat(host.ended(arn()).error()).isEqualTo("States.Timeout");
            assertThat(host.types(arn())).endsWith("TaskTimedOut", "ExecutionFailed");
        }
    }

    @Test
    void a_missed_heartbeat_can_be_caught_by_its_name() {
        String fields =
                "'HeartbeatSeconds': 5, 'Catch': [{'ErrorEquals': ['States.HeartbeatTimeout'],"
                        + " 'Next': 'Late'}],";
        try (Host host = new Host(directory, call -> call.arguments())) {
            String states =
                    WAIT_FOR_TOKEN.replace("%s", fields)
                            + ", 'Late': {'Type': 'Pass', 'Output': 'late', 'End': true}";
            String arn = host.run(states, "{}");
            host.untilType(arn, "TaskSubmitted");
            host.pass(Duration.ofSeconds(5));
            assertThat(host.ended(arn).output()).isEqualTo("\"late\"");
        }
    }

    @Test
    void a_result_of_more_than_256_kib_fails_its_task() {
        String large = "{'x': '" + "y".repeat(262_144) + "'}";
        try (Host host = new Host(directory, call -> Host.json(large))) {
            String states =
                    "'Call': {"
                            + INVOKE
                            + ", 'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'Never'}],"
                            + " 'End': true}, 'Never': {'Type': 'Pass', 'End': true}";
            String arn = host.run(states, "{}");
            assertThat(host.ended(arn).error()).isEqualTo("States.DataLimitExceeded");
        }
    }

    @Test
    void an_invoker_that_breaks_fails_its_task() {
        try (Host host =
                new Host(
                        directory,
                        call -> {
                            throw new IllegalStateException("broken");
                        })) {
            String arn = host.run("'Call': {" + INVOKE + ", 'End': true}", "{}");
            assertThat(host.ended(arn).error()).isEqualTo("States.TaskFailed");
        }
    }
}
