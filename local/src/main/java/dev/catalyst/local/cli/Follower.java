package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Reads a task's events as they happen, each once and in order, also over a restart of the host.
 */
final class Follower {

    /** A host that restarts is back by then. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final int LONGEST_POLL = 20;

    /** Keeps a server that does not wait from being asked without pause. */
    private static final Duration IDLE = Duration.ofMillis(100);

    private static final Set<String> LAST =
            Set.of("task.completed", "task.failed", "task.cancelled");

    private final Api api;
    private final String taskId;
    private long seen;
    private boolean ended;

    Follower(Api api, String taskId) {
        this.api = api.patient(PATIENCE);
        this.taskId = taskId;
    }

    /** Hands over every event up to the one that ends the task. */
    void follow(Consumer<JsonNode> each) {
        // a redriven task goes on after an end: only one that nothing follows counts
        while (!ended || read(0, each) > 0) {
            if (!ended && read(LONGEST_POLL, each) == 0) {
                LockSupport.parkNanos(IDLE.toNanos());
            }
        }
    }

    /** Hands over the events there are. */
    void readAll(Consumer<JsonNode> each) {
        while (read(0, each) > 0) {
            // the next page
        }
    }

    /** One page; the number of new events. */
    private int read(int wait, Consumer<JsonNode> each) {
        var page =
                api.get(
                        "/api/logs/%s?after=%d&limit=100&wait=%d"
                                .formatted(TaskCommand.encoded(taskId), seen, wait));
        int count = 0;
        for (var event : page.path("items")) {
            if (event.path("seq").asLong() > seen) {
                seen = event.path("seq").asLong();
                ended = LAST.contains(event.path("type").asText());
                each.accept(event);
                count++;
            }
        }
        return count;
    }
}
