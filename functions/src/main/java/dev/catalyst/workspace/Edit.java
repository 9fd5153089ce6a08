package dev.catalyst.workspace;

/** The replacement of one exact, unique passage of a text. */
public sealed interface Edit {

    /** The new text, and the line (from 1) where the replaced passage began. */
    record Applied(String text, int line) implements Edit {}

    /** The passage is not there; the message shows the nearest lines with their numbers. */
    record Missed(String message) implements Edit {}

    /** The passage is there more than once, or the wish makes no sense. */
    record Refused(String message) implements Edit {}

    static Edit of(String text, String old, String replacement) {
        if (old.isEmpty()) {
            return new Refused("The text to replace is empty: give the exact present text.");
        }
        if (old.equals(replacement)) {
            return new Refused("The edit changes nothing: old and new text are the same.");
        }
        int at = text.indexOf(old);
        if (at < 0) {
            return new Missed(NearestLines.message(text, old));
        }
        int matches = count(text, old);
        if (matches > 1) {
            return new Refused(
                    "The text to replace occurs "
                            + matches
                            + " times: give more of the lines around it, so that it is unique.");
        }
        return new Applied(
                text.substring(0, at) + replacement + text.substring(at + old.length()),
                1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count());
    }

    /** Overlapping matches count too: each is a place that could have been meant. */
    private static int count(String text, String old) {
        int matches = 0;
        for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + 1)) {
            matches++;
        }
        return matches;
    }
}
