package dev.catalyst.local.stepfunctions.asl;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Checks that every transition of a flow leads to a state, and that every state is led to. */
final class Reachability {

    private final String startAt;
    private final Map<String, State> states;
    private final Map<String, Fields> sources;
    private final Fields flow;

    Reachability(
            String startAt, Map<String, State> states, Map<String, Fields> sources, Fields flow) {
        this.startAt = startAt;
        this.states = states;
        this.sources = sources;
        this.flow = flow;
    }

    void check() {
        if (!sources.containsKey(startAt)) {
            flow.problemAt("StartAt", "MISSING_TRANSITION_TARGET", missing(startAt));
            return;
        }
        if (states.size() < sources.size()) {
            return; // a state that could not be read has transitions that nobody knows
        }
        Set<String> reached = new HashSet<>(Set.of(startAt));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            String from = open.remove();
            targets(states.get(from))
                    .forEach(
                            (field, target) -> {
                                if (!states.containsKey(target)) {
                                    sources.get(from)
                                            .problemAt(
                                                    field,
                                                    "MISSING_TRANSITION_TARGET",
                                                    missing(target));
                                } else if (reached.add(target)) {
                                    open.add(target);
                                }
                            });
        }
        sources.forEach(
                (name, source) -> {
                    if (!reached.contains(name)) {
                        source.problem("UNREACHABLE_STATE", "no transition leads to this state");
                    }
                });
    }

    private static String missing(String target) {
        return "there is no state '" + target + "' here";
    }

    /** Each transition's field and target. */
    private static Map<String, String> targets(State state) {
        Map<String, String> found = new LinkedHashMap<>();
        switch (state) {
            case State.Choice choice -> {
                addAll(
                        found,
                        "Choices",
                        choice.rules().stream().map(each -> each.exit().next()).toList());
                if (choice.otherwise() != null) {
                    found.put("Default", choice.otherwise().next());
                }
            }
            case State.Task task -> add(found, task.exit());
            case State.ForEach map -> add(found, map.exit());
            case State.Parallel parallel -> add(found, parallel.exit());
            case State.Wait wait -> add(found, wait.exit());
            case State.Pass pass -> add(found, pass.exit());
            case State.Succeed succeed -> add(found, succeed.exit());
            case State.Fail fail -> {}
        }
        addAll(
                found,
                "Catch",
                state.recovery().catchers().stream().map(each -> each.exit().next()).toList());
        return found;
    }

    private static void add(Map<String, String> found, State.Exit exit) {
        if (exit.next() != null) {
            found.put("Next", exit.next());
        }
    }

    private static void addAll(
            Map<String, String> found, String field, Collection<String> targets) {
        int i = 0;
        for (String target : targets) {
            found.put(field + "[" + i++ + "]/Next", target);
        }
    }
}
