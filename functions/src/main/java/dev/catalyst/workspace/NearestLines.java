package dev.catalyst.workspace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The lines of a text that look most like a passage which is not in it. */
final class NearestLines {

    private static final int SHOWN = 20;
    private static final int WIDEST = 200;

    private NearestLines() {}

    static String message(String text, String wanted) {
        List<String> lines = text.lines().toList();
        List<String> sought = wanted.lines().toList();
        if (lines.isEmpty()) {
            return "The text to replace was not found: the file is empty.";
        }
        int anchor = longest(sought);
        int nearest = nearest(lines, sought.isEmpty() ? "" : sought.get(anchor));
        int from = Math.max(0, Math.min(nearest - anchor - 1, lines.size() - 1));
        int to = Math.min(lines.size(), from + Math.min(sought.size() + 2, SHOWN));
        // a passage longer than what is shown: stay with the line that was found
        if (nearest >= to) {
            from = Math.max(0, nearest - SHOWN / 2);
            to = Math.min(lines.size(), from + SHOWN);
        }
        return "The text to replace was not found exactly as given. The nearest lines are:\n"
                + IntStream.range(from, to)
                        .mapToObj(number -> (number + 1) + ": " + cut(lines.get(number)))
                        .collect(Collectors.joining("\n"));
    }

    private static int longest(List<String> lines) {
        int longest = 0;
        for (int number = 1; number < lines.size(); number++) {
            if (lines.get(number).strip().length() > lines.get(longest).strip().length()) {
                longest = number;
            }
        }
        return longest;
    }

    private static int nearest(List<String> lines, String sought) {
        var pairs = pairs(sought);
        int best = 0;
        double most = -1;
        for (int number = 0; number < lines.size(); number++) {
            double likeness = likeness(pairs(lines.get(number)), pairs);
            if (likeness > most) {
                most = likeness;
                best = number;
            }
        }
        return best;
    }

    /** The Sørensen-Dice coefficient of two lines' pairs of adjacent characters. */
    private static double likeness(Map<Integer, Integer> one, Map<Integer, Integer> other) {
        int common = 0;
        for (var pair : one.entrySet()) {
            common += Math.min(pair.getValue(), other.getOrDefault(pair.getKey(), 0));
        }
        int total = sum(one) + sum(other);
        return total == 0 ? 1 : 2.0 * common / total;
    }

    private static int sum(Map<Integer, Integer> pairs) {
        return pairs.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static Map<Integer, Integer> pairs(String line) {
        String stripped = cut(line.strip());
        Map<Integer, Integer> pairs = new HashMap<>();
        for (int at = 0; at + 1 < stripped.length(); at++) {
            pairs.merge(stripped.charAt(at) << 16 | stripped.charAt(at + 1), 1, Integer::sum);
        }
        return pairs;
    }

    private static String cut(String line) {
        return line.length() > WIDEST ? line.substring(0, WIDEST) : line;
    }
}
