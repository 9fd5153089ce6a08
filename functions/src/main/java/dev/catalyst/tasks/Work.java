package dev.catalyst.tasks;

import dev.catalyst.workspace.RepositoryHead;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/**
 * What a task's agents have made so far, by reference.
 *
 * @param artifacts S3 keys by name, such as `plan`
 * @param waves the architecture's components in topological waves
 * @param startedFrom the workspace (manifest keys, merged in order) that each agent found when it
 *     first started
 * @param workspace the files as they are now: manifest keys, merged in order
 * @param finished the components that are done
 */
public record Work(
        Map<String, String> artifacts,
        List<Wave> waves,
        Map<Agent, List<String>> startedFrom,
        List<String> workspace,
        SequencedSet<String> finished) {

    public static final Work NONE =
            new Work(Map.of(), List.of(), Map.of(), List.of(), new LinkedHashSet<>());

    /** Which agent makes which artifact; a fork takes over those of the agents before it. */
    private static final Map<String, Agent> MADE_BY =
            Map.of(
                    "plan",
                    Agent.PLANNER,
                    "architecture",
                    Agent.ARCHITECT,
                    "tests",
                    Agent.TESTER,
                    "report",
                    Agent.TESTER,
                    "review",
                    Agent.REVIEWER);

    /** Components that depend on none of each other. */
    public record Wave(List<String> components) {
        public Wave {
            components = List.copyOf(components);
        }
    }

    public Work {
        artifacts = Map.copyOf(artifacts);
        waves = List.copyOf(waves);
        startedFrom = Map.copyOf(startedFrom);
        workspace = List.copyOf(workspace);
        finished = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(finished));
    }

    public Work withArtifact(String name, String key) {
        var more = new LinkedHashMap<>(artifacts);
        more.put(name, key);
        return new Work(more, waves, startedFrom, workspace, finished);
    }

    public Work withWaves(List<Wave> given) {
        return new Work(artifacts, given, startedFrom, workspace, finished);
    }

    public Work startedFrom(Agent agent, List<String> workspace) {
        var more = new LinkedHashMap<>(startedFrom);
        more.putIfAbsent(agent, List.copyOf(workspace));
        return new Work(artifacts, waves, more, this.workspace, finished);
    }

    /** The files that the task begins with. */
    Work beginningWith(List<String> manifests) {
        return new Work(artifacts, waves, startedFrom, manifests, finished);
    }

    /**
     * The files after a turn: its manifest takes the place of the one that it was made from, or
     * comes last.
     */
    public Work withWorkspace(String before, String manifest) {
        var more = new ArrayList<>(workspace);
        int place = more.indexOf(manifest) >= 0 ? more.indexOf(manifest) : more.indexOf(before);
        if (place >= 0) {
            more.set(place, manifest);
        } else {
            more.add(manifest);
        }
        return new Work(artifacts, waves, startedFrom, more, finished);
    }

    /** What the agents before the given one made: the start of a fork. */
    Work before(Agent agent) {
        var kept = new LinkedHashMap<>(artifacts);
        // what the task began with is made by none of them
        kept.keySet()
                .removeIf(
                        name ->
                                !name.equals(RepositoryHead.NAME)
                                        && MADE_BY.getOrDefault(name, Agent.DEPLOYER)
                                                        .compareTo(agent)
                                                >= 0);
        var started = new LinkedHashMap<>(startedFrom);
        started.keySet().removeIf(other -> other.compareTo(agent) > 0);
        var files = startedFrom.getOrDefault(agent, List.of());
        var built = agent.compareTo(Agent.CODER) > 0 ? finished : new LinkedHashSet<String>();
        return new Work(
                kept,
                agent.compareTo(Agent.ARCHITECT) > 0 ? waves : List.of(),
                started,
                files,
                built);
    }

    public Work finished(String component) {
        var more = new LinkedHashSet<>(finished);
        more.add(component);
        return new Work(artifacts, waves, startedFrom, workspace, more);
    }
}
