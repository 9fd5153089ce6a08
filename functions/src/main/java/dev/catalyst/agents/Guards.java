package dev.catalyst.agents;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts that tell when an agent gets nowhere; what goes well sets them back.
 *
 * @param unusable answers in a row that were unreadable or cut off
 * @param rejected answers that broke their schema or rules since the last good one
 * @param setbacks runs of the sandbox in a row that were not good
 * @param misses edits in a row that missed, by path
 * @param rut the last turns' fingerprints
 */
record Guards(int unusable, int rejected, int setbacks, Map<String, Integer> misses, Rut rut) {

    static final Guards NONE = new Guards(0, 0, 0, Map.of(), Rut.NONE);

    Guards {
        misses = Map.copyOf(misses);
    }

    Guards withUnusable(int count) {
        return new Guards(count, rejected, setbacks, misses, rut);
    }

    Guards withRejected(int count) {
        return new Guards(unusable, count, setbacks, misses, rut);
    }

    Guards withSetbacks(int count) {
        return new Guards(unusable, rejected, count, misses, rut);
    }

    Guards withMisses(String path, int count) {
        var more = new HashMap<>(misses);
        if (count == 0) {
            more.remove(path);
        } else {
            more.put(path, count);
        }
        return new Guards(unusable, rejected, setbacks, more, rut);
    }

    Guards acted(String fingerprint) {
        return new Guards(unusable, rejected, setbacks, misses, rut.after(fingerprint));
    }
}
