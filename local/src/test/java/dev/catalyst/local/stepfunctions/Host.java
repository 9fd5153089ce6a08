package dev.catalyst.local.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.awaitility.Awaitility;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A service with a clock that stands still, for tests. */
final class Host implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    final TestClock clock;
    final StepFunctions service;
    final StepFunctionsApi api;
    final List<StatusListener.Change> heard = Collections.synchronizedList(new ArrayList<>());

    Host(Path directory, TaskInvoker invoker) {
        this(
                directory,
                invoker,
                new TestClock(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));
    }

    Host(Path directory, TaskInvoker invoker, TestClock clock) {
        this.clock = clock;
        service = new StepFunctions(directory, clock, new Random(7), invoker, heard::add);
        api = new StepFunctionsApi(service);
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text.replace('\'', '"'));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    String create(String definition) {
        return service.create("machine", json(definition));
    }

    String run(String definition, String input) {
        return service.startExecution(create(definition), "one", input.replace('\'', '"'))
                .executionArn();
    }

    /** Lets time pass, in steps that are short enough for what follows from what. */
    void pass(Duration time, Duration step) {
        for (Duration left = time; left.isPositive(); left = left.minus(step)) {
            clock.advance(step);
            service.tick();
        }
    }

    Description await(String executionArn) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> service.describe(executionArn).status() != Status.RUNNING);
        return service.describe(executionArn);
    }

    /** The types of the execution's events. */
    List<String> types(String executionArn) {
        HistoryEvents view = new HistoryEvents(true);
        return service.history(executionArn).stream()
                .filter(event -> event.id() > 0)
                .map(event -> view.render(event).get("type").textValue())
                .toList();
    }

    @Override
    public void close() {
        service.close();
    }
}
