package dev.catalyst.tasks;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Told by EventBridge of the end of an execution, more than once now and then. */
public final class TaskClosed extends StepHandler<JsonNode, Void> {

    private final Tasks tasks;
    private final Slots slots;
    private final Closing closing;

    public TaskClosed() {
        this(
                new Table(Wiring.dynamoDb(), Env.current().require("TABLE_NAME")),
                InstantSource.system());
    }

    TaskClosed(Table table, InstantSource clock) {
        super(JsonNode.class);
        this.tasks = Stores.tasks(table, clock);
        this.slots = new Slots(table);
        this.closing = new Closing(tasks, slots, clock);
    }

    @Override
    protected Void handle(JsonNode event, Context context) {
        var detail = event.path("detail");
        var input = Json.tree(detail.path("input").asText("{}"));
        var key = new TaskKey(input.path("tenant").asText(), detail.path("name").asText());
        if (tasks.find(key).isPresent()
                && !isOfAnEarlierRun(key, Instant.ofEpochMilli(detail.path("stopDate").asLong()))) {
            closing.close(
                    key,
                    new Closing.End(
                            detail.path("status").asText(),
                            detail.path("error").asText(),
                            detail.path("cause").asText()));
        }
        return null;
    }

    /**
     * Late news of an end must not close a task that was redriven since: its run began when it took
     * its slot.
     */
    private boolean isOfAnEarlierRun(TaskKey key, Instant stopped) {
        var task = tasks.get(key);
        return task.redrives() > 0
                && (task.status() == Status.PENDING
                        || Optional.of(key)
                                .flatMap(slots::of)
                                .filter(slot -> slot.claimedAt().isAfter(stopped))
                                .isPresent());
    }
}
