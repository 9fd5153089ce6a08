import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.stepfunctions.Status;
import dev.catalyst.local.stepfunctions.StepFunctions;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ten Task states, one after the other, on the host's interpreter; what each decides is on disk (fsync) before the next
 * begins. The tasks answer at once. Arguments: a folder, and how many executions to time.
 */
public final class InterpreterTenSteps {

    private static final int STEPS = 10;

    public static void main(String[] arguments) throws Exception {
        var waiting = new ConcurrentHashMap<String, CompletableFuture<Status>>();
        try (var service =
                new StepFunctions(
                        Path.of(arguments[0]),
                        Clock.systemUTC(),
                        call -> call.arguments(),
                        change -> {
                            if (change.status() != Status.RUNNING) {
                                var ended = waiting.remove(change.name());
                                if (ended != null) {
                                    ended.complete(change.status());
                                }
                            }
                        })) {
            var machine = service.create("ten-steps", machine());
            service.start();
            var names = new AtomicLong();
            int times = Integer.parseInt(arguments[1]);
            for (var threads : new int[] {8, 1, 8}) {
                // the first round only warms up
                Clocked.run(
                        "interpreter",
                        threads,
                        times,
                        () -> {
                            var name = "e" + names.incrementAndGet();
                            var ended = new CompletableFuture<Status>();
                            waiting.put(name, ended);
                            service.startExecution(machine, name, "{\"order\": \"" + name + "\"}");
                            if (ended.get() != Status.SUCCEEDED) {
                                throw new IllegalStateException(name + " ended " + ended.get());
                            }
                            return null;
                        });
            }
        }
    }

    private static JsonNode machine() {
        var states = Json.MAPPER.createObjectNode();
        for (int i = 1; i <= STEPS; i++) {
            var state =
                    states.putObject("Step" + i)
                            .put("Type", "Task")
                            .put("Resource", "arn:aws:lambda:us-east-1:000000000000:function:step");
            state.set(
                    "Arguments",
                    Json.MAPPER.valueToTree(
                            Map.of("order", "{% $states.input.order %}", "step", i)));
            if (i < STEPS) {
                state.put("Next", "Step" + (i + 1));
            } else {
                state.put("End", true);
            }
        }
        return Json.MAPPER
                .createObjectNode()
                .put("QueryLanguage", "JSONata")
                .put("StartAt", "Step1")
                .set("States", states);
    }
}
