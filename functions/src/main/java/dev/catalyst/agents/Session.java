package dev.catalyst.agents;

import dev.catalyst.knowledge.Lessons;
import dev.catalyst.tasks.Task;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.workspace.Workspace;
import dev.catalyst.workspace.Workspaces;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/**
 * What an agent's rules look at during a step.
 *
 * @param task as it was when the step began
 * @param workspace the files as they are now
 * @param now when the step began
 * @param setbacks runs of the sandbox in a row that were not good, before this step
 */
public record Session(
        Task task,
        AgentInput input,
        Workspace workspace,
        Instant now,
        int setbacks,
        Artifacts artifacts,
        Workspaces workspaces,
        Lessons lessons) {

    public TaskKey key() {
        return task.key();
    }

    /** The component that a coder works on; null for other agents. */
    public @Nullable String component() {
        return input.component();
    }

    /** A bound that grows with each redrive. */
    public int allowance(int once) {
        return once * (1 + task.redrives());
    }

    /** The artifact of this name, if one was made. */
    public <T> Optional<T> artifact(String name, Class<T> type) {
        return Optional.ofNullable(task.work().artifacts().get(name))
                .map(key -> artifacts.get(key, type));
    }

    /** The artifact of this name; throws if the agent before did not make it. */
    public <T> T require(String name, Class<T> type) {
        return artifact(name, type)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "task " + task.id() + " has no " + name + " yet"));
    }

    /** The lessons that share most with the words, of tasks that were done like this one. */
    Lessons.Found lessons(String words, int most) {
        return lessons.nearest(task.origin().tenant(), task.origin().mode(), words, most);
    }

    Session with(Workspace changed) {
        return new Session(task, input, changed, now, setbacks, artifacts, workspaces, lessons);
    }
}
