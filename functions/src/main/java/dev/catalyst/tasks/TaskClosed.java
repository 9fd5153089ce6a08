package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Slots.Slot;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Told by EventBridge of the end of an execution, more than once now and then. */
public final class TaskClosed extends StepHandler<JsonNode, Void> {

    private final Tasks tasks;
    private final Closing closing;

    public TaskClosed() {
        this(StartCheck.needs("TABLE_NAME").passed());
    }

    private TaskClosed(Env env) {
        this(new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")), InstantSource.system());
    }

    TaskClosed(Table table, InstantSource clock) {
        super(JsonNode.class);
        this.tasks = Stores.tasks(table, clock);
        this.closing = new Closing(tasks, new Slots(table), clock);
    }

    @Override
    protected String requestId(JsonNode event) {
        return input(event).path("request_id").asText();
    }

    @Override
    protected String taskId(JsonNode event) {
        return event.path("detail").path("name").asText();
    }

    private static JsonNode input(JsonNode event) {
        return Json.tree(event.path("detail").path("input").asText("{}"));
    }

    @Override
    protected Void handle(JsonNode event, Context context) {
        var detail = event.path("detail");
        var key = new TaskKey(input(event).path("tenant").asText(), taskId(event));
        var stopped = Instant.ofEpochMilli(detail.path("stopDate").asLong());
        int redrives = detail.path("redriveCount").asInt();
        if (tasks.find(key).isPresent()) {
            closing.close(
                    key,
                    new Closing.End(
                            detail.path("status").asText(),
                            detail.path("error").asText(),
                            detail.path("cause").asText()),
                    (task, slot) -> !isOfAnEarlierRun(task, slot, stopped, redrives));
        }
        return null;
    }

    /**
     * Late news of an end must not close a task that was redriven since: its run began when it took
     * its slot; one that waits for a person holds none, but its execution counts.
     */
    static boolean isOfAnEarlierRun(Task task, Optional<Slot> slot, Instant stopped, int redrives) {
        return task.redrives() > 0
                && switch (task.status()) {
                    case PENDING -> true;
                    case AWAITING_APPROVAL -> redrives < task.redrives();
                    case RUNNING, COMPLETED, FAILED, CANCELLED ->
                            slot.filter(held -> held.claimedAt().isAfter(stopped)).isPresent();
                };
    }
}
