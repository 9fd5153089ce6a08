package dev.catalyst.local.stepfunctions;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.catalyst.local.TestClock;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * A service with a clock that stands still, for tests; its JSON may be written with single quotes.
 */
final class Host implements AutoCloseable {

    static final Instant NEW_YEAR = Instant.parse("2026-01-01T00:00:00Z");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    final TestClock clock;
    final StepFunctions service;
    final StepFunctionsApi api;
    final List<StatusListener.Change> heard = Collections.synchronizedList(new ArrayList<>());

    Host(Path directory, TaskInvoker invoker) {
        this(directory, invoker, new TestClock(NEW_YEAR, ZoneOffset.UTC));
    }

    Host(Path directory, TaskInvoker invoker, TestClock clock) {
        this.clock = clock;
        service = new StepFunctions(directory, clock, new Random(7), invoker, heard::add);
        api = new StepFunctionsApi(service);
    }

    static String quoted(String text) {
        return text.replace('\'', '"');
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(quoted(text));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A machine of the states, which begins with the first. */
    static String machine(String states) {
        String start = states.substring(states.indexOf('\'') + 1);
        return "{'QueryLanguage': 'JSONata', 'StartAt': '%s', 'States': {%s}}"
                .formatted(start.substring(0, start.indexOf('\'')), states);
    }

    String create(String definition) {
        return service.create("machine", json(definition));
    }

    /** Creates a machine of the states and starts it. */
    String run(String states, String input) {
        service.start();
        String machine = create(machine(states));
        return service.startExecution(machine, "one", quoted(input)).executionArn();
    }

    void pass(Duration time) {
        clock.advance(time);
        service.tick();
    }

    Description ended(String executionArn) {
        until(() -> service.describe(executionArn).status() != Status.RUNNING);
        return service.describe(executionArn);
    }

    /** Lets time pass until the execution has ended. */
    Description finish(String executionArn) {
        for (int i = 0; i < 100_000; i++) {
            Description found = service.describe(executionArn);
            if (found.status() != Status.RUNNING) {
                return found;
            }
            pass(Duration.ofSeconds(1));
            LockSupport.parkNanos(50_000);
        }
        throw new AssertionError(types(executionArn) + " does not end");
    }

    void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(1)).until(condition);
    }

    void untilType(String executionArn, String type) {
        until(() -> types(executionArn).contains(type));
    }

    List<JsonNode> events(String executionArn) {
        HistoryEvents view = new HistoryEvents(true);
        List<JsonNode> events = new ArrayList<>();
        service.history(executionArn, 1, Long.MAX_VALUE)
                .forEach(event -> events.add(view.render(event)));
        return events;
    }

    /** The types of the execution's events. */
    List<String> types(String executionArn) {
        return events(executionArn).stream().map(each -> each.get("type").textValue()).toList();
    }

    @Override
    public void close() {
        service.close();
    }
}
