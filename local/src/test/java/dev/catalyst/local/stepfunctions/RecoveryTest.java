package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Retries and catches of generated states against a model of what they must do. */
class RecoveryTest {

    private static final List<String> ERRORS = List.of("A", "B", "States.Timeout");
    private static final List<String> NAMES =
            List.of("A", "B", "C", "States.Timeout", "States.TaskFailed");
    private static final int CASES = 60;

    @TempDir Path directory;

    private record Retrier(Set<String> errors, int interval, int rate, int attempts, int most) {

        String json() {
            return "{'ErrorEquals': %s, 'IntervalSeconds': %d, 'BackoffRate': %d, 'MaxAttempts': %d%s}"
                    .formatted(
                            list(errors),
                            interval,
                            rate,
                            attempts,
                            most == 0 ? "" : ", 'MaxDelaySeconds': " + most);
        }
    }

    /** What a task does: the errors of its calls; after those it works. */
    private record Plan(List<Retrier> retriers, List<Set<String>> catchers, List<String> errors) {}

    /** When the calls were made, in seconds, and what the execution ended with. */
    private record Course(List<Long> calls, String end) {}

    private static String list(Set<String> names) {
        return names.stream().sorted().map(n -> "'" + n + "'").toList().toString();
    }

    private static Plan plan(Random random) {
        int retriers = random.nextInt(4);
        int catchers = random.nextInt(4);
        return new Plan(
                IntStream.range(0, retriers)
                        .mapToObj(i -> retrier(random, i == retriers - 1))
                        .toList(),
                IntStream.range(0, catchers)
                        .mapToObj(i -> names(random, i == catchers - 1))
                        .toList(),
                IntStream.range(0, random.nextInt(7))
                        .mapToObj(i -> ERRORS.get(random.nextInt(ERRORS.size())))
                        .toList());
    }

    private static Retrier retrier(Random random, boolean last) {
        return new Retrier(
                names(random, last),
                1 + random.nextInt(5),
                1 + random.nextInt(3),
                random.nextInt(4),
                random.nextBoolean() ? 0 : 1 + random.nextInt(9));
    }

    /** The service wants States.ALL alone and last. */
    private static Set<String> names(Random random, boolean last) {
        if (last && random.nextInt(3) == 0) {
            return Set.of("States.ALL");
        }
        return IntStream.rangeClosed(0, random.nextInt(2))
                .mapToObj(i -> NAMES.get(random.nextInt(NAMES.size())))
                .collect(Collectors.toSet());
    }

    private static boolean matches(Set<String> names, String error) {
        return names.contains(error)
                || names.contains("States.ALL")
                || (names.contains("States.TaskFailed") && !error.equals("States.Timeout"));
    }

    private static Course model(Plan plan) {
        int[] used = new int[plan.retriers().size()];
        List<Long> calls = new ArrayList<>();
        long now = 0;
        for (String error : plan.errors()) {
            calls.add(now);
            long delay = delay(plan, used, error);
            if (delay < 0) {
                return new Course(calls, caught(plan, error));
            }
            now += delay;
        }
        calls.add(now);
        return new Course(calls, "worked");
    }

    /** The seconds until the next call; -1 if there is none. */
    private static long delay(Plan plan, int[] used, String error) {
        for (int i = 0; i < used.length; i++) {
            Retrier retrier = plan.retriers().get(i);
            if (matches(retrier.errors(), error)) {
                if (used[i] == retrier.attempts()) {
                    return -1;
                }
                long delay = (long) (retrier.interval() * Math.pow(retrier.rate(), used[i]++));
                return retrier.most() == 0 ? delay : Math.min(delay, retrier.most());
            }
        }
        return -1;
    }

    private static String caught(Plan plan, String error) {
        for (int i = 0; i < plan.catchers().size(); i++) {
            if (matches(plan.catchers().get(i), error)) {
                return "caught " + i + " " + error;
            }
        }
        return "failed " + error;
    }

    private static String states(Plan plan) {
        String retriers =
                plan.retriers().stream().map(Retrier::json).collect(Collectors.joining(","));
        String catchers =
                IntStream.range(0, plan.catchers().size())
                        .mapToObj(
                                i ->
                                        "{'ErrorEquals': %s, 'Next': 'Caught', 'Assign': {'by': %d}}"
                                                .formatted(list(plan.catchers().get(i)), i))
                        .collect(Collectors.joining(","));
        String caught =
                plan.catchers().isEmpty()
                        ? ""
                        : ", 'Caught': {'Type': 'Pass', 'End': true, 'Output':"
                                + " '{% \\\"caught \\\" & $by & \\\" \\\" & $states.input.Error %}'}";
        return "'Try': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'Retry': ["
                + retriers
                + "], 'Catch': ["
                + catchers
                + "], 'Output': 'worked', 'End': true}"
                + caught;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void calls_and_end_are_those_of_the_model(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CASES; i++) {
            Plan plan = plan(random);
            Path home = directory.resolve(seed + "-" + i);
            assertThat(course(home, plan)).as("%s", plan).isEqualTo(model(plan));
        }
    }

    private static Course course(Path home, Plan plan) {
        List<Instant> calls = Collections.synchronizedList(new ArrayList<>());
        Host[] host = new Host[1];
        TaskInvoker invoker =
                call -> {
                    int before = calls.size();
                    calls.add(host[0].clock.instant());
                    if (before < plan.errors().size()) {
                        throw new TaskFailure(plan.errors().get(before), "as planned");
                    }
                    return call.arguments();
                };
        try (Host opened = new Host(home, invoker)) {
            host[0] = opened;
            String arn = opened.run(states(plan), "{}");
            Description ended = finishStepwise(opened, arn);
            List<Long> seconds =
                    calls.stream()
                            .map(at -> Duration.between(Host.NEW_YEAR, at).toSeconds())
                            .toList();
            String end =
                    ended.status() == Status.SUCCEEDED
                            ? ended.output().replace("\"", "")
                            : "failed " + ended.error();
            return new Course(seconds, end);
        }
    }

    /** Moves the clock only when every call that was to be made is over. */
    private static Description finishStepwise(Host host, String arn) {
        while (true) {
            host.until(
                    () -> {
                        List<String> types = host.types(arn);
                        long begun = types.stream().filter("TaskScheduled"::equals).count();
                        Set<String> ends = Set.of("TaskFailed", "TaskSucceeded");
                        return types.stream().filter(ends::contains).count() == begun;
                    });
            Description found = host.service.describe(arn);
            if (found.status() != Status.RUNNING) {
                return found;
            }
            host.pass(Duration.ofSeconds(1));
        }
    }

    @Test
    void full_jitter_draws_a_delay_between_nothing_and_the_back_off() {
        List<Instant> calls = Collections.synchronizedList(new ArrayList<>());
        Host[] host = new Host[1];
        TaskInvoker failing =
                call -> {
                    calls.add(host[0].clock.instant());
                    throw new TaskFailure("A", "as planned");
                };
        try (Host opened = new Host(directory, failing)) {
            host[0] = opened;
            String arn =
                    opened.run(
                            "'Try': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke',"
                                    + " 'Retry': [{'ErrorEquals': ['A'], 'IntervalSeconds': 100,"
                                    + " 'BackoffRate': 1, 'MaxAttempts': 12,"
                                    + " 'JitterStrategy': 'FULL'}], 'End': true}",
                            "{}");
            finishStepwise(opened, arn);
        }
        List<Long> delays = new ArrayList<>();
        for (int i = 1; i < calls.size(); i++) {
            delays.add(Duration.between(calls.get(i - 1), calls.get(i)).toSeconds());
        }
        assertThat(delays).hasSize(12).allMatch(delay -> delay >= 0 && delay <= 101);
        assertThat(Set.copyOf(delays)).hasSizeGreaterThan(6);
    }

    @Test
    void a_catch_sees_the_error_and_the_input_and_says_what_comes_out() {
        TaskInvoker failing =
                call -> {
                    throw new TaskFailure("A", "why");
                };
        try (Host host = new Host(directory, failing)) {
            String arn =
                    host.run(
                            """
                            'Try': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke',
                              'Catch': [{'ErrorEquals': ['A'], 'Next': 'Caught',
                                'Assign': {'error': '{% $states.errorOutput.Error %}'},
                                'Output': {'in': '{% $states.input %}',
                                  'out': '{% $states.errorOutput %}'}}], 'End': true},
                            'Caught': {'Type': 'Pass', 'End': true,
                              'Output': ['{% $states.input %}', '{% $error %}']}
                            """,
                            "{'n':1}");
            assertThat(host.ended(arn).output())
                    .isEqualTo(
                            Host.quoted("[{'in':{'n':1},'out':{'Error':'A','Cause':'why'}},'A']"));
        }
    }

    @Test
    void an_error_within_a_catch_is_final() {
        TaskInvoker failing =
                call -> {
                    throw new TaskFailure("A", "why");
                };
        try (Host host = new Host(directory, failing)) {
            String arn =
                    host.run(
                            """
                            'Try': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke',
                              'Catch': [{'ErrorEquals': ['States.ALL'], 'Next': 'Caught',
                                'Output': '{% $nothing %}'}], 'End': true},
                            'Caught': {'Type': 'Pass', 'End': true}
                            """,
                            "{}");
            Description ended = host.ended(arn);
            assertThat(ended.error()).isEqualTo("States.QueryEvaluationError");
            assertThat(ended.cause()).contains("'$nothing'").contains("'Catch[0]/Output'");
        }
    }

    @Test
    void an_expression_that_fails_in_a_task_can_be_caught() {
        try (Host host = new Host(directory, call -> call.arguments())) {
            String arn =
                    host.run(
                            """
                            'Try': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke',
                              'Output': '{% 1 + "a" %}',
                              'Catch': [{'ErrorEquals': ['States.QueryEvaluationError'],
                                'Next': 'Caught', 'Output': 'caught'}], 'End': true},
                            'Caught': {'Type': 'Pass', 'End': true}
                            """
                                    .replace("\"a\"", "\\\"a\\\""),
                            "{}");
            assertThat(host.ended(arn).output()).isEqualTo("\"caught\"");
            JsonNode failed =
                    host.events(arn).stream()
                            .filter(e -> e.get("type").textValue().equals("EvaluationFailed"))
                            .findFirst()
                            .orElseThrow();
            assertThat(failed.at("/evaluationFailedEventDetails/cause").textValue())
                    .contains("'Output' threw an error during evaluation. T2002");
        }
    }
}
