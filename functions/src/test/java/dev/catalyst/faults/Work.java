package dev.catalyst.faults;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.sandbox.SandboxHandlers;
import dev.catalyst.sandbox.SandboxRunner;

import java.util.HashMap;
import java.util.Map;

/** A task in the hands of its state machine. */
final class Work {
    private final Journey journey;
    private final String task;
    private final int turn;
    private final JsonNode workspace;
    private final JsonNode waves;

    Work(Journey journey, String task, int turn, JsonNode workspace, JsonNode waves) {
        this.journey = journey;
        this.task = task;
        this.turn = turn;
        this.workspace = workspace;
        this.waves = waves;
    }

    JsonNode waves() {
        return waves;
    }

    Work through(Class<?> agent) {
        return of(agent, null);
    }

    /** Turn after turn, with the sandbox where it is asked for, until the agent is done. */
    Work of(Class<?> agent, String component) {
        var files = workspace;
        int number = turn;
        String observation = null;
        while (true) {
            var output = turn(agent, component, number, files, observation);
            files = output.path("workspace");
            number = output.path("turn").asInt();
            observation = null;
            switch (output.path("next").asText()) {
                case "done" -> {
                    var designed = output.path("waves");
                    return new Work(journey, task, 1, files, designed.isArray() ? designed : waves);
                }
                case "sandbox" -> observation = sandbox(output.path("run"));
                case "turn" -> {}
                default -> throw new AssertionError(agent + " gave " + output);
            }
        }
    }

    void fails(Class<?> agent) {
        if (!turn(agent, null, turn, workspace, null).has("failed")) {
            throw new AssertionError(agent + " should fail");
        }
    }

    private JsonNode turn(
            Class<?> agent, String component, int number, JsonNode files, String observation) {
        var input = new HashMap<String, Object>();
        input.put("task_id", task);
        input.put("tenant", Life.TENANT);
        input.put("request_id", "request");
        input.put("turn", number);
        input.put("component", component);
        input.put("round", 0);
        input.put("workspace", files);
        input.put("observation", observation);
        return journey.step(agent, "turn " + number, handlers -> handlers.agent(agent), input);
    }

    private String sandbox(JsonNode run) {
        var input =
                Map.of(
                        "task_id",
                        task,
                        "tenant",
                        Life.TENANT,
                        "run_id",
                        run.path("run_id"),
                        "kind",
                        run.path("kind"),
                        "trusted",
                        true,
                        "path",
                        "/",
                        "workspace",
                        run.path("workspace"));
        return journey.step(
                        SandboxRunner.class,
                        run.path("kind").asText(),
                        handlers ->
                                SandboxHandlers.runner(
                                        handlers.s3,
                                        Handlers.PRESIGNER,
                                        Handlers.BUCKET,
                                        handlers.lambda),
                        input)
                .path("observation")
                .asText();
    }
}
