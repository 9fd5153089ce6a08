package dev.catalyst.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Request;
import dev.catalyst.store.Table;
import dev.catalyst.tasks.Stores;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.Tasks;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Carries out what a client of a socket asks for. */
final class Following {

    private static final int MOST_TRIES = 50;

    private final Tasks tasks;
    private final Subscriptions subscriptions;
    private final InstantSource clock;

    Following(Table table, InstantSource clock) {
        this.tasks = Stores.tasks(table, clock);
        this.subscriptions = new Subscriptions(table);
        this.clock = clock;
    }

    /**
     * Carries out a message; the frame to answer with, if any. Throws {@link Problem} for what it
     * cannot do.
     */
    Optional<Object> act(Caller caller, String connection, String message) {
        var body = object(message);
        var action = body.path("action").asText();
        return switch (action) {
            case "ping" -> Optional.of(Map.of("type", "pong"));
            case "subscribe" -> {
                begin(caller, connection, taskId(body), after(body.path("after")));
                yield Optional.empty();
            }
            case "unsubscribe" -> {
                subscriptions.remove(caller.tenant(), taskId(body), connection);
                yield Optional.empty();
            }
            default -> throw Problem.invalid("action", "must be subscribe, unsubscribe or ping");
        };
    }

    /** From now on the connection gets the task's events behind `after`. */
    void begin(Caller caller, String connection, String taskId, long after) {
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            var task =
                    tasks.find(new TaskKey(caller.tenant(), taskId))
                            .orElseThrow(() -> Problem.notFound("This task"));
            if (subscriptions.add(
                    new Subscription(
                            caller.tenant(),
                            taskId,
                            connection,
                            after,
                            task.lastSeq(),
                            clock.instant(),
                            false,
                            caller.ends()),
                    task.version())) {
                return;
            }
        }
        throw Problem.of(503, "Busy", "The task changes too fast right now: subscribe again.");
    }

    void end(String tenant, String connection) {
        subscriptions.removeAll(tenant, connection);
    }

    /** The number of the last event that a client has: 0 if it is left out. */
    static long after(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw Problem.invalid("after", "must be a whole number from 0");
        }
        return value.longValue();
    }

    private static String taskId(ObjectNode body) {
        var id = body.path("task_id");
        if (!id.isTextual() || !Request.isId(id.textValue())) {
            throw Problem.invalid("task_id", "must be the id of a task");
        }
        return id.textValue();
    }

    private static ObjectNode object(String message) {
        try {
            if (Json.MAPPER.readTree(message) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException notJson) {
            throw Problem.of(400, "Malformed JSON", "A message must be well-formed JSON.");
        }
        throw Problem.of(
                400, "Malformed message", "A message must be a JSON object with an action.");
    }
}
