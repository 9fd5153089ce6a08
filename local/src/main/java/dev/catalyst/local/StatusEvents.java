package dev.catalyst.local;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.stepfunctions.StatusListener;
import dev.catalyst.local.triggers.EventBus;

import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Puts changes of executions on the event bus, as Step Functions does. */
final class StatusEvents implements StatusListener {

    private final Supplier<EventBus> bus;

    /** The bus is asked for at the first change, which may be later than executions exist. */
    StatusEvents(Supplier<EventBus> bus) {
        this.bus = bus;
    }

    @Override
    public void changed(Change change) {
        var id =
                bus.get()
                        .put(
                                "aws.states",
                                "Step Functions Execution Status Change",
                                List.of(change.executionArn()),
                                detail(change));
        if (id.isEmpty()) {
            throw new IllegalStateException("the bus did not take the event");
        }
    }

    private static ObjectNode detail(Change change) {
        var detail = Json.MAPPER.createObjectNode();
        detail.put("executionArn", change.executionArn());
        detail.put("stateMachineArn", change.stateMachineArn());
        detail.put("name", change.name());
        detail.put("status", change.status().name());
        detail.put("startDate", millis(change.startDate()));
        detail.put("stopDate", millis(change.stopDate()));
        detail.put("input", change.input());
        detail.putObject("inputDetails").put("included", true);
        detail.put("output", change.output());
        detail.set(
                "outputDetails",
                change.output() == null
                        ? Json.MAPPER.nullNode()
                        : Json.MAPPER.createObjectNode().put("included", true));
        detail.put("error", change.error());
        detail.put("cause", change.cause());
        return detail;
    }

    private static Long millis(Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }
}
