package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.tasks.Protocol.Act;
import dev.catalyst.tasks.Protocol.Defect;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every interleaving of two workers with up to three crashes, of tasks and of people. */
class ProtocolTest {

    private static final int CRASHES = 3;

    /** Small worlds that together hold all that can meet. */
    private enum Scenario {
        TWO_TASKS_ONE_SLOT(Set.of(), false, false, "a", "b"),
        CANCELLED_AS_IT_ENDS(Set.of(Act.CANCEL), false, false, "a"),
        FAILS_AND_IS_REDRIVEN(Set.of(Act.REDRIVE, Act.CANCEL), true, false, "a"),
        APPROVED_AS_IT_IS_CANCELLED(Set.of(Act.APPROVE, Act.CANCEL), false, true, "a");

        private final Set<Act> acts;
        private final boolean fails;
        private final boolean approval;
        private final String[] tasks;

        Scenario(Set<Act> acts, boolean fails, boolean approval, String... tasks) {
            this.acts = acts;
            this.fails = fails;
            this.approval = approval;
            this.tasks = tasks;
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_protocol_holds_in_every_state(Scenario scenario) {
        var explored = explore(scenario, Defect.NONE, CRASHES);

        assertThat(explored.violation()).isEmpty();
        System.out.printf(
                "%s: %,d states, %,d steps%n", scenario, explored.states(), explored.steps());
        assertThat(explored.states()).isGreaterThan(1000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void each_defect_is_found(Defect defect) {
        var found = new ArrayList<String>();
        for (var scenario : Scenario.values()) {
            if (found.isEmpty()) {
                explore(scenario, defect, 1).violation().ifPresent(found::add);
            }
        }
        assertThat(found).isNotEmpty();
        System.out.println(defect + ": " + found.getFirst().lines().findFirst().orElse(""));
    }

    private record Explored(int states, long steps, Optional<String> violation) {}

    private static Explored explore(Scenario scenario, Defect defect, int crashes) {
        var protocol = new Protocol(defect, scenario.acts, scenario.fails);
        var numbers = new HashMap<ProtocolState, Integer>();
        var before = new ArrayList<List<Integer>>();
        var quiet = new ArrayDeque<Integer>();
        var open = new ArrayDeque<ProtocolState>();
        var first = Protocol.start(crashes, scenario.approval, scenario.tasks);
        numbers.put(first, 0);
        before.add(new ArrayList<>(1));
        open.add(first);
        long steps = 0;
        while (!open.isEmpty()) {
            var state = open.remove();
            int number = numbers.get(state);
            var wrong = wrong(state);
            if (wrong.isPresent()) {
                return new Explored(numbers.size(), steps, Optional.of(wrong.get() + "\n" + state));
            }
            if (state.isQuiet()) {
                quiet.add(number);
            }
            for (var next : protocol.after(state)) {
                steps++;
                var known = numbers.putIfAbsent(next, numbers.size());
                if (known == null) {
                    open.add(next);
                    before.add(new ArrayList<>(2));
                }
                before.get(known == null ? numbers.size() - 1 : known).add(number);
            }
        }
        return new Explored(numbers.size(), steps, stuck(quiet, before, numbers));
    }

    /** From every state an end of all tasks must be within reach. */
    private static Optional<String> stuck(
            ArrayDeque<Integer> quiet,
            List<List<Integer>> before,
            HashMap<ProtocolState, Integer> numbers) {
        var ends = new BitSet(before.size());
        while (!quiet.isEmpty()) {
            int number = quiet.remove();
            if (!ends.get(number)) {
                ends.set(number);
                quiet.addAll(before.get(number));
            }
        }
        return ends.cardinality() == before.size()
                ? Optional.empty()
                : numbers.entrySet().stream()
                        .filter(entry -> !ends.get(entry.getValue()))
                        .findFirst()
                        .map(entry -> "a task never ends\n" + entry.getKey());
    }

    private static Optional<String> wrong(ProtocolState state) {
        if (state.slots().size() > Protocol.MOST_AT_ONCE) {
            return Optional.of("more tasks run than may");
        }
        var begun = state.rows().values().stream().map(ProtocolTest::hasBegun).toList();
        if (begun.lastIndexOf(true) > begun.indexOf(false) && begun.contains(false)) {
            return Optional.of("the younger task began first");
        }
        return state.rows().values().stream()
                .flatMap(row -> wrong(state, row).stream())
                .findFirst();
    }

    private static boolean hasBegun(ProtocolState.Row row) {
        return row.told().contains("task.started") || row.task().cancelling();
    }

    private static Optional<String> wrong(ProtocolState state, ProtocolState.Row row) {
        var task = row.task();
        var execution = state.execution(task.id());
        if (row.told().size() != task.lastSeq()) {
            return Optional.of("the events do not count with the task");
        }
        for (int i = 0; i < row.told().size() - 1; i++) {
            if (isEnd(row.told().get(i)) && !row.told().get(i + 1).equals("task.redriven")) {
                return Optional.of("something came after the end: " + row.told());
            }
        }
        if (row.turns() > 1) {
            return Optional.of("a turn was stored twice");
        }
        if (execution.runs() > 1 + task.redrives()) {
            return Optional.of("a task had two executions");
        }
        if ((task.status() == Status.RUNNING) != state.slotOf(task.id()).isPresent()) {
            return Optional.of("a slot is held by a task that does not run, or the other way");
        }
        boolean succeeded = execution.status().equals("SUCCEEDED");
        return switch (task.status()) {
            case COMPLETED ->
                    succeeded ? Optional.empty() : Optional.of("completed before its execution");
            case FAILED ->
                    execution.status().equals("FAILED")
                            ? Optional.empty()
                            : Optional.of("failed while its execution goes on or went well");
            case PENDING, RUNNING, AWAITING_APPROVAL, CANCELLED -> Optional.empty();
        };
    }

    private static boolean isEnd(String type) {
        return List.of("task.completed", "task.failed", "task.cancelled").contains(type);
    }
}
