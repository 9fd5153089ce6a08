package dev.catalyst.local.stepfunctions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.local.TestClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Cuts the journal of a run at every byte, as a killed process leaves it, and goes on from there.
 */
class CrashTest {

    /** A task that is known by its payload and, once, fails before it works. */
    private static final String TASK =
            "'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke', 'Arguments':"
                    + " {'FunctionName': 'f', 'Payload': %s}, 'Output': '{% $states.result %}'";

    private static final String STATES =
            """
            'First': {TASK("'first'"), 'Assign': {'seen': ['{% $states.result %}']},
              'Retry': [{'ErrorEquals': ['Once'], 'IntervalSeconds': 3}], 'Next': 'Pause'},
            'Pause': {'Type': 'Wait', 'Seconds': 5, 'Next': 'Each'},
            'Each': {'Type': 'Map', 'Items': ['a', 'b', 'c'], 'MaxConcurrency': 2,
              'ItemProcessor': {'StartAt': 'Item', 'States': {
                'Item': {TASK("'{% $states.input %}'"), 'Next': 'Mark'},
                'Mark': {'Type': 'Pass', 'Output': '{% $states.input & \\"!\\" %}', 'End': true}}},
              'Next': 'Both'},
            'Both': {'Type': 'Parallel', 'Branches': [
                {'StartAt': 'Left', 'States': {'Left': {TASK("'left'"), 'End': true}}},
                {'StartAt': 'Right', 'States': {'Right': {TASK("'wrong'"),
                   'Catch': [{'ErrorEquals': ['Always'], 'Next': 'Caught'}], 'End': true},
                   'Caught': {'Type': 'Pass', 'Output': 'caught', 'End': true}}}],
              'Output': {'both': '{% $states.result %}', 'each': '{% $states.input %}',
                'seen': '{% $seen %}'},
              'End': true}
            """;

    private static final String OUTPUT =
            "{\"both\":[\"LEFT\",\"caught\"],\"each\":[\"A!\",\"B!\",\"C!\"],\"seen\":[\"FIRST\"]}";

    @TempDir Path directory;

    /** How often each task was called, over all lives of one execution. */
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();

    private static String states() {
        Matcher tasks = Pattern.compile("TASK\\(\"(.*?)\"\\)").matcher(STATES);
        return tasks.replaceAll(
                found -> Matcher.quoteReplacement(TASK.replace("%s", found.group(1))));
    }

    private JsonNode work(TaskCall call) throws TaskFailure {
        String payload = call.arguments().get("Payload").textValue();
        calls.merge(payload, 1, Integer::sum);
        if (payload.equals("wrong")) {
            throw new TaskFailure("Always", "as planned");
        }
        if (payload.equals("first") && failedOnce.add(payload)) {
            throw new TaskFailure("Once", "as planned");
        }
        return Host.json("'" + payload.toUpperCase(Locale.ROOT) + "'");
    }

    @Test
    void an_execution_goes_on_from_wherever_its_journal_was_cut() throws IOException {
        Path original = directory.resolve("original");
        String arn;
        try (Host host = new Host(original, this::work)) {
            arn = host.run(states(), "{}");
            assertThat(host.finish(arn).output()).isEqualTo(OUTPUT);
        }
        byte[] journal = Files.readAllBytes(journalOf(original));
        int resumed = 0;
        for (int end : endsOfRecords(journal)) {
            // whole, one byte short, one byte of the next: JournalTest cuts at every other byte
            for (int length = end - 1; length <= Math.min(end + 1, journal.length); length++) {
                resumed += resume(original, arn, Arrays.copyOf(journal, length)) ? 1 : 0;
            }
        }
        assertThat(resumed).isGreaterThan(30);
        System.out.println("resumed from " + resumed + " cuts");
    }

    private static List<Integer> endsOfRecords(byte[] journal) {
        List<Integer> ends = new ArrayList<>();
        int end = 0;
        while (end < journal.length) {
            end += 8 + ByteBuffer.wrap(journal).getInt(end);
            ends.add(end);
        }
        return ends;
    }

    /** Whether there was an execution to go on with. */
    private boolean resume(Path original, String arn, byte[] journal) throws IOException {
        Path copy = Files.createTempDirectory(directory, "cut");
        copy(original.resolve("definitions"), copy.resolve("definitions"));
        Files.createDirectories(copy.resolve("journal"));
        Files.write(copy.resolve("journal").resolve(journalOf(original).getFileName()), journal);
        calls.clear();
        failedOnce.clear();
        TestClock clock = new TestClock(Host.NEW_YEAR.plusSeconds(3_600), ZoneOffset.UTC);
        try (Host host = new Host(copy, this::work, clock)) {
            Map<String, Integer> before;
            try {
                before = outcomes(host, arn);
            } catch (ServiceFault e) {
                return false; // cut before the start was durable
            }
            if (before.getOrDefault("first", 0) > 0) {
                failedOnce.add("first");
            }
            host.service.start();
            Description ended = host.finish(arn);
            String place = "cut at byte " + journal.length;
            assertThat(ended.output()).as(place).isEqualTo(OUTPUT);
            assertThat(allCalls(before)).as(place).isEqualTo(ALL_CALLS);
        }
        return true;
    }

    private static final Map<String, Integer> ALL_CALLS =
            Map.of("first", 2, "a", 1, "b", 1, "c", 1, "left", 1, "wrong", 1);

    private Map<String, Integer> allCalls(Map<String, Integer> before) {
        Map<String, Integer> all = new TreeMap<>(calls);
        before.forEach((task, count) -> all.merge(task, count, Integer::sum));
        return all;
    }

    /** How often each task had ended, well or not, by what the journal still knows. */
    private static Map<String, Integer> outcomes(Host host, String arn) {
        Map<Long, JsonNode> byId = new TreeMap<>();
        host.events(arn).forEach(event -> byId.put(event.get("id").longValue(), event));
        Map<String, Integer> ended = new TreeMap<>();
        for (JsonNode event : byId.values()) {
            if (Set.of("TaskSucceeded", "TaskFailed").contains(event.get("type").textValue())) {
                JsonNode started = byId.get(event.get("previousEventId").longValue());
                JsonNode scheduled = byId.get(started.get("previousEventId").longValue());
                String parameters =
                        scheduled.at("/taskScheduledEventDetails/parameters").textValue();
                ended.merge(Host.json(parameters).get("Payload").textValue(), 1, Integer::sum);
            }
        }
        return ended;
    }

    @Test
    void a_wait_ends_when_it_would_have_ended_without_the_crash() {
        String arn;
        String states = "'Pause': {'Type': 'Wait', 'Seconds': 100, 'End': true}";
        TestClock clock = new TestClock(Host.NEW_YEAR, ZoneOffset.UTC);
        try (Host host = new Host(directory, call -> call.arguments(), clock)) {
            arn = host.run(states, "{}");
        }
        clock.advance(Duration.ofSeconds(60));
        try (Host host = new Host(directory, call -> call.arguments(), clock)) {
            host.service.start();
            host.pass(Duration.ofSeconds(39));
            assertThat(host.service.describe(arn).status()).isEqualTo(Status.RUNNING);
            host.pass(Duration.ofSeconds(1));
            Instant ended = host.ended(arn).stopDate();
            assertThat(Duration.between(Host.NEW_YEAR, ended)).isEqualTo(Duration.ofSeconds(100));
        }
    }

    @Test
    void a_token_stays_valid_and_its_task_is_not_called_again() {
        String states =
                """
                'Approval': {'Type': 'Task', 'Resource': 'arn:aws:states:::lambda:invoke.waitForTaskToken',
                  'Arguments': {'Payload': '{% $states.context.Task.Token %}'}, 'End': true}
                """;
        Set<String> tokens = new TreeSet<>();
        TaskInvoker invoker =
                call -> {
                    tokens.add(call.arguments().get("Payload").textValue());
                    return call.arguments();
                };
        String arn;
        try (Host host = new Host(directory, invoker)) {
            arn = host.run(states, "{}");
            host.untilType(arn, "TaskSubmitted");
        }
        try (Host host =
                new Host(
                        directory,
                        call -> {
                            throw new AssertionError("called again");
                        })) {
            host.service.start();
            assertThat(tokens).hasSize(1);
            host.service.sendTaskSuccess(tokens.iterator().next(), "\"yes\"");
            assertThat(host.ended(arn).output()).isEqualTo("\"yes\"");
        }
    }

    @Test
    void an_execution_goes_on_with_the_definition_that_it_began_with() {
        String arn;
        try (Host host = new Host(directory, call -> call.arguments())) {
            arn =
                    host.run(
                            "'Pause': {'Type': 'Wait', 'Seconds': 5, 'Next': 'Old'},"
                                    + "'Old': {'Type': 'Pass', 'Output': 'old', 'End': true}",
                            "{}");
        }
        try (Host host = new Host(directory, call -> call.arguments())) {
            host.create(Host.machine("'New': {'Type': 'Pass', 'Output': 'new', 'End': true}"));
            host.service.start();
            assertThat(host.finish(arn).output()).isEqualTo("\"old\"");
        }
    }

    private static Path journalOf(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home.resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            files.forEach(
                    file -> {
                        try {
                            Files.copy(file, to.resolve(file.getFileName()));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }
    }
}
