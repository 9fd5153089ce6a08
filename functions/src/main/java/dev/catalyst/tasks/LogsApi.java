package dev.catalyst.tasks;

import dev.catalyst.events.Event;
import dev.catalyst.events.Events;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** `/api/logs/{task_id}`: events after a sequence number; waits for the next ones if asked to. */
public final class LogsApi extends HttpHandler {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Events events;
    private final Tasks tasks;
    private final InstantSource clock;

    public LogsApi() {
        this(StartCheck.needs("TABLE_NAME").passed());
    }

    private LogsApi(Env env) {
        this(new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")), InstantSource.system());
    }

    LogsApi(Table table, InstantSource clock) {
        this.events = Stores.events(table);
        this.tasks = Stores.tasks(table, clock);
        this.clock = clock;
        route("GET", "/api/logs/{id}", this::read);
    }

    private Reply read(Request request) {
        long after = request.query("after", 0, 0, 999_999_999_999L);
        int limit = (int) request.query("limit", 100, 1, 100);
        var patience = Duration.ofSeconds(request.query("wait", 0, 0, 20));
        var key = new TaskKey(request.tenant(), request.id("task"));
        if (tasks.find(key).isEmpty()) {
            throw Problem.notFound("This task");
        }
        return Reply.json(200, Map.of("items", read(key, after, limit, patience)));
    }

    private List<Event> read(TaskKey key, long after, int limit, Duration patience) {
        var until = clock.instant().plus(patience);
        while (true) {
            var found = events.after(key.tenant(), key.id(), after, limit);
            if (!found.isEmpty() || !clock.instant().isBefore(until)) {
                return found;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
