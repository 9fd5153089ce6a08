package dev.catalyst.agents;

import java.util.ArrayList;
import java.util.List;

/**
 * The fingerprints of an agent's last turns (its actions with their results), oldest first: whether
 * it goes round in circles.
 */
public record Rut(List<String> recent) {

    private static final int REPEATS = 3;
    private static final int KEPT = 2 * REPEATS;

    public static final Rut NONE = new Rut(List.of());

    public Rut {
        recent = List.copyOf(recent);
    }

    public Rut after(String fingerprint) {
        var more = new ArrayList<>(recent);
        more.add(fingerprint);
        return new Rut(more.subList(Math.max(0, more.size() - KEPT), more.size()));
    }

    /** The same three times in a row, or two in turn, three times each. */
    public boolean stuck() {
        return repeats(1) || repeats(2);
    }

    private boolean repeats(int period) {
        int length = period * REPEATS;
        if (recent.size() < length) {
            return false;
        }
        List<String> tail = recent.subList(recent.size() - length, recent.size());
        for (int i = period; i < length; i++) {
            if (!tail.get(i).equals(tail.get(i - period))) {
                return false;
            }
        }
        return true;
    }
}
