package dev.catalyst.agents.architect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The order of work: each wave builds on earlier ones alone, and comes as early as it can. */
public final class Waves {

    private Waves() {}

    /**
     * The waves of components, given what each one builds on; empty if there is a cycle (or a
     * dependency that is no component).
     */
    public static Optional<List<List<String>>> of(Map<String, List<String>> dependencies) {
        var waiting = new LinkedHashMap<>(dependencies);
        var done = new HashSet<String>();
        var waves = new ArrayList<List<String>>();
        while (!waiting.isEmpty()) {
            List<String> wave =
                    waiting.entrySet().stream()
                            .filter(entry -> done.containsAll(entry.getValue()))
                            .map(Map.Entry::getKey)
                            .toList();
            if (wave.isEmpty()) {
                return Optional.empty();
            }
            waves.add(wave);
            done.addAll(wave);
            waiting.keySet().removeAll(wave);
        }
        return Optional.of(List.copyOf(waves));
    }
}
