package dev.catalyst.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.events.EventDraft;
import dev.catalyst.events.Events;
import dev.catalyst.lambda.Cursor;
import dev.catalyst.lambda.Json;
import dev.catalyst.store.Conflict;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;
import dev.catalyst.store.Transaction;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The tasks in the table. Every change is one transaction of the task, its new events and all that
 * belongs to it, on condition that nobody else wrote since the task was read.
 */
public final class Tasks {

    private static final int MOST_TRIES = 30;
    private static final String META = "meta";

    private final Table table;
    private final Events events;
    private final InstantSource clock;
    private final UnaryOperator<String> mask;

    /** `mask` hides what must not be shown, such as configured secrets. */
    Tasks(Table table, Events events, InstantSource clock, UnaryOperator<String> mask) {
        this.table = table;
        this.events = events;
        this.clock = clock;
        this.mask = mask;
    }

    String masked(String text) {
        return mask.apply(text);
    }

    /** A task after a change, the events that tell of it, and what else is written with it. */
    record Change(Task task, List<EventDraft> events, Consumer<Transaction> also) {

        static Change of(Task task, EventDraft... events) {
            return new Change(task, List.of(events), transaction -> {});
        }

        Change also(Consumer<Transaction> more) {
            return new Change(task, events, also.andThen(more));
        }
    }

    Instant now() {
        return clock.instant();
    }

    public Optional<Task> find(TaskKey key) {
        return table.get(key.meta()).map(Tasks::task);
    }

    public Task get(TaskKey key) {
        return find(key)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "task " + key.id() + " is not in the table"));
    }

    /**
     * Stores a new task, its first events, its place in the queue and what else the transaction is
     * given.
     */
    void create(Task task, List<EventDraft> drafts, Consumer<Transaction> also) {
        var origin = task.origin();
        var transaction = table.transaction();
        write(transaction, task, drafts);
        transaction.put(
                Key.projectTask(origin.tenant(), origin.projectId(), origin.id()),
                Json.MAPPER
                        .createObjectNode()
                        .put("kind", "project_task")
                        .put("task_id", origin.id()));
        also.accept(transaction);
        transaction.commit();
    }

    /**
     * Changes a task; the decision is made again from a fresh read if another writer came first.
     *
     * @param decide gives the change, or nothing if there is nothing to do
     * @return the task as it is now
     */
    Task change(TaskKey key, Function<Task, Optional<Change>> decide) {
        for (int tries = 1; ; tries++) {
            var seen = get(key);
            var change = decide.apply(seen);
            if (change.isEmpty()) {
                return seen;
            }
            try {
                var transaction = table.transaction();
                var written = write(transaction, change.get().task(), change.get().events());
                change.get().also().accept(transaction);
                transaction.commit();
                return written;
            } catch (Conflict overtaken) {
                if (!overtaken.on(META) || tries == MOST_TRIES) {
                    throw overtaken;
                }
                LockSupport.parkNanos(
                        ThreadLocalRandom.current().nextLong(5_000_000L * Math.min(tries, 10)));
            }
        }
    }

    private Task write(Transaction transaction, Task task, List<EventDraft> drafts) {
        var origin = task.origin();
        var next = task.numbered(task.lastSeq() + drafts.size(), task.version() + 1);
        if (task.version() == 0) {
            transaction.create(task.key().meta(), item(next), META);
        } else {
            transaction.replace(task.key().meta(), item(next), META, "version", task.version());
        }
        var source =
                new Events.Source(
                        origin.tenant(),
                        origin.id(),
                        origin.mode(),
                        origin.requestId(),
                        clock.instant());
        events.append(transaction, source, task.lastSeq(), drafts);
        return next;
    }

    /**
     * Up to one more than the page's limit, newest first; project and status may be empty, which
     * asks for all.
     */
    List<Task> newest(
            String tenant, Optional<String> project, Optional<Status> status, Cursor page) {
        int limit = page.limit() + 1;
        if (project.isPresent()) {
            return ofProject(tenant, project.get(), status, page.before(), limit);
        }
        var found =
                status.isPresent()
                        ? table.newestOf(
                                "gsi2", statusPartition(tenant, status.get()), page.before(), limit)
                        : table.newestOf("gsi1", "T#" + tenant + "#TASKS", page.before(), limit);
        return found.stream().map(Tasks::task).toList();
    }

    private List<Task> ofProject(
            String tenant, String project, Optional<Status> status, String before, int limit) {
        var found = new ArrayList<Task>();
        var from = before;
        List<ObjectNode> links;
        do {
            var last = Key.projectTask(tenant, project, from);
            links = table.newest(last.pk(), "TASK#", from.isEmpty() ? "" : last.sk(), limit);
            var ids = links.stream().map(link -> link.path("task_id").asText()).toList();
            table.get(ids.stream().map(id -> Key.task(tenant, id)).toList()).stream()
                    .map(Tasks::task)
                    .filter(task -> status.isEmpty() || task.status() == status.get())
                    .forEach(found::add);
            from = ids.isEmpty() ? "" : ids.getLast();
        } while (found.size() < limit && links.size() == limit);
        return found.subList(0, Math.min(limit, found.size()));
    }

    static String statusPartition(String tenant, Status status) {
        return "T#" + tenant + "#STATUS#" + status;
    }

    private static ObjectNode item(Task task) {
        var origin = task.origin();
        ObjectNode item = Json.MAPPER.valueToTree(task);
        return item.put("kind", "task")
                .put("gsi1pk", "T#" + origin.tenant() + "#TASKS")
                .put("gsi1sk", origin.id())
                .put("gsi2pk", statusPartition(origin.tenant(), task.status()))
                .put("gsi2sk", origin.id());
    }

    static Task task(ObjectNode item) {
        try {
            return Json.MAPPER.treeToValue(item, Task.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
