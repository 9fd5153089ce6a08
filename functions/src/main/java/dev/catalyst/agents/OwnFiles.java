package dev.catalyst.agents;

import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.TurnKey;
import dev.catalyst.tasks.Work;
import dev.catalyst.workspace.Workspace;
import dev.catalyst.workspace.Workspaces;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The files of a step: what others made, and over it the manifest that this agent (for this
 * component) writes anew in each turn. Its name is the same for every try of the turn.
 */
final class OwnFiles {

    private final TaskKey task;
    private final String name;
    private final int turn;
    private final List<String> others;
    private final Optional<String> own;
    private final Workspaces workspaces;

    OwnFiles(TaskKey task, TurnKey turn, List<String> keys, Workspaces workspaces) {
        this.task = task;
        this.turn = turn.turn();
        this.name =
                turn.component() == null
                        ? turn.agent().toString()
                        : turn.agent() + "-" + turn.component();
        this.workspaces = workspaces;
        Predicate<String> ours = this::isOwn;
        this.own = keys.stream().filter(ours).reduce((one, later) -> later);
        this.others = keys.stream().filter(ours.negate()).toList();
    }

    private boolean isOwn(String key) {
        String prefix = task.prefix() + "workspaces/" + name + "-";
        return key.startsWith(prefix) && key.substring(prefix.length()).matches("\\d{4}\\.json");
    }

    private String now() {
        String manifest = String.format(Locale.ROOT, "%s-%04d", name, turn);
        return Workspaces.key(task.tenant(), task.id(), manifest);
    }

    Workspace load() {
        Workspace base =
                others.isEmpty()
                        ? Workspace.empty(task.tenant())
                        : workspaces.load(others).asBase();
        return own.map(key -> base.merge(workspaces.load(List.of(key)))).orElse(base);
    }

    /** Stores the files as they are after this turn; gives the keys that make them up. */
    List<String> save(Workspace workspace) {
        workspaces.save(now(), workspace);
        var keys = new ArrayList<>(others);
        keys.add(now());
        return keys;
    }

    /** Notes the stored manifest in the task. */
    Work noted(Work work) {
        return work.withWorkspace(own.orElse(""), now());
    }
}
