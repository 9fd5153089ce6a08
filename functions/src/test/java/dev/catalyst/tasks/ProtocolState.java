package dev.catalyst.tasks;

import dev.catalyst.tasks.Protocol.Act;
import dev.catalyst.tasks.Queue.Owed;
import dev.catalyst.tasks.Slots.Slot;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/**
 * Where everything is: what is stored, what runs, and what each worker has still to do.
 *
 * @param queue by sort key
 * @param slots by number
 * @param news of executions' ends that nobody has heard yet
 * @param time counts what must be told apart by its time
 */
record ProtocolState(
        Map<String, Row> rows,
        Map<String, Owed> queue,
        Map<Integer, Slot> slots,
        Map<String, Execution> executions,
        Set<News> news,
        List<List<Todo>> workers,
        Set<Act> acted,
        int crashes,
        int time) {

    /** A task, the types of its events, and how often its turn was stored. */
    record Row(Task task, List<String> told, int turns) {
        Row telling(String type) {
            var more = new ArrayList<>(told);
            more.add(type);
            return new Row(task, more, turns);
        }
    }

    record News(String task, String status, Instant stopped, int redrives) {}

    /**
     * @param status in Step Functions' words; WAITING for one that waits for a token; empty for
     *     none
     * @param stage 0 before its turn, 1 before the question, 2 before the end
     */
    record Execution(String status, int runs, int stage, boolean redriven) {

        static final Execution NONE = new Execution("", 0, 0, false);

        boolean isThere() {
            return runs > 0;
        }

        boolean isGoingOn() {
            return status.equals("RUNNING") || status.equals("WAITING");
        }

        boolean hasEnded() {
            return isThere() && !isGoingOn();
        }

        Execution with(String changed) {
            return new Execution(changed, runs, stage, redriven);
        }

        Execution goesOn() {
            return new Execution("RUNNING", runs, stage + 1, redriven);
        }

        Execution again() {
            return new Execution("RUNNING", runs + 1, stage, true);
        }
    }

    /** What a worker has still to do. */
    sealed interface Todo {
        record Dispatch() implements Todo {}

        record Launch(Slot slot) implements Todo {}

        record Call(Slot slot, int redrives) implements Todo {}

        record Launched(Slot slot) implements Todo {}

        record Look(Set<String> seen) implements Todo {}

        record Free(Owed owed) implements Todo {}

        record Claim(Owed owed, int number) implements Todo {}

        record Start(Owed owed, int number) implements Todo {}

        record Stop(Owed owed) implements Todo {}

        record Stopped(Owed owed) implements Todo {}

        record CloseStopped(Owed owed, String status) implements Todo {}

        record Settle(Owed owed) implements Todo {}

        record Hear(News news) implements Todo {}

        record Heard(News news) implements Todo {}

        record Sweep(Slot slot) implements Todo {}

        record CloseClaim(Slot slot, String status) implements Todo {}

        record Close(String id, String status) implements Todo {}
    }

    static ProtocolState empty(int crashes) {
        return new ProtocolState(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                Set.of(),
                List.of(List.of(), List.of()),
                Set.of(),
                crashes,
                1);
    }

    Row row(String id) {
        return rows.get(id);
    }

    Execution execution(String id) {
        return executions.getOrDefault(id, Execution.NONE);
    }

    Optional<Slot> slotOf(String id) {
        return slots.values().stream().filter(slot -> slot.taskId().equals(id)).findFirst();
    }

    /** Nothing is left to do for anybody. */
    boolean isQuiet() {
        return rows.values().stream().allMatch(row -> row.task().status().isTerminal())
                && queue.isEmpty()
                && slots.isEmpty()
                && workers.stream().allMatch(List::isEmpty);
    }

    ProtocolState with(Row row) {
        return new ProtocolState(
                put(rows, row.task().id(), row),
                queue,
                slots,
                executions,
                news,
                workers,
                acted,
                crashes,
                time);
    }

    ProtocolState with(String id, Execution execution) {
        return new ProtocolState(
                rows,
                queue,
                slots,
                put(executions, id, execution),
                news,
                workers,
                acted,
                crashes,
                time);
    }

    ProtocolState owed(Owed owed) {
        return queue(put(queue, owed.sk(), owed));
    }

    ProtocolState settled(Owed owed) {
        return queue(without(queue, owed.sk()));
    }

    private ProtocolState queue(Map<String, Owed> changed) {
        return new ProtocolState(
                rows, changed, slots, executions, news, workers, acted, crashes, time);
    }

    ProtocolState taken(Slot slot) {
        return slots(put(slots, slot.number(), slot));
    }

    ProtocolState given(String id) {
        return slotOf(id).map(slot -> slots(without(slots, slot.number()))).orElse(this);
    }

    /** As the table does it: the item is replaced if the condition holds for the one there. */
    ProtocolState launched(Slot slot, BiPredicate<Slot, Slot> condition) {
        var held = slots.get(slot.number());
        return held == null || !condition.test(held, slot)
                ? this
                : slots(
                        put(
                                slots,
                                slot.number(),
                                new Slot(
                                        slot.tenant(),
                                        slot.number(),
                                        slot.taskId(),
                                        slot.action(),
                                        true,
                                        slot.claimedAt())));
    }

    private ProtocolState slots(Map<Integer, Slot> changed) {
        return new ProtocolState(
                rows, queue, changed, executions, news, workers, acted, crashes, time);
    }

    ProtocolState told(News more) {
        var all = new LinkedHashSet<>(news);
        all.add(more);
        return news(all, crashes);
    }

    ProtocolState heard(News less) {
        var all = new LinkedHashSet<>(news);
        all.remove(less);
        return news(all, crashes);
    }

    ProtocolState lost(News less) {
        return heard(less).news(heard(less).news, crashes - 1);
    }

    private ProtocolState news(Set<News> changed, int left) {
        return new ProtocolState(
                rows, queue, slots, executions, Set.copyOf(changed), workers, acted, left, time);
    }

    ProtocolState worker(int number, List<Todo> todo) {
        var all = new ArrayList<>(workers);
        all.set(number, List.copyOf(todo));
        return new ProtocolState(
                rows, queue, slots, executions, news, List.copyOf(all), acted, crashes, time);
    }

    ProtocolState first(int worker, List<? extends Todo> todo) {
        var all = new ArrayList<Todo>(todo);
        all.addAll(workers.get(worker));
        return worker(worker, all);
    }

    ProtocolState last(int worker, Todo todo) {
        var all = new ArrayList<>(workers.get(worker));
        all.add(todo);
        return worker(worker, all);
    }

    ProtocolState crashed(int worker) {
        var dead = worker(worker, List.of());
        return dead.news(dead.news, crashes - 1);
    }

    ProtocolState acted(Act act) {
        var all = EnumSet.of(act);
        all.addAll(acted);
        return new ProtocolState(rows, queue, slots, executions, news, workers, all, crashes, time);
    }

    ProtocolState later() {
        return new ProtocolState(
                rows, queue, slots, executions, news, workers, acted, crashes, time + 1);
    }

    private static <K extends Comparable<K>, V> Map<K, V> put(Map<K, V> map, K key, V value) {
        var changed = new TreeMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private static <K extends Comparable<K>, V> Map<K, V> without(Map<K, V> map, K key) {
        var changed = new TreeMap<>(map);
        changed.remove(key);
        return changed;
    }
}
