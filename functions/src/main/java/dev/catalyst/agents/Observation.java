package dev.catalyst.agents;

import dev.catalyst.workspace.FileRef;

import org.jspecify.annotations.Nullable;

/**
 * What a tool call came to.
 *
 * @param text for the model
 * @param summary one line for people
 * @param written the file that it wrote, if it wrote one
 */
record Observation(boolean ok, String text, String summary, @Nullable Written written) {

    /** A file as it is now. */
    record Written(String path, FileRef file) {}

    private static final int LONGEST_SUMMARY = 200;

    Observation {
        text = Excerpt.of(text, Excerpt.OBSERVATION);
        summary = firstLine(summary);
    }

    static Observation found(String text, String summary) {
        return new Observation(true, text, summary, null);
    }

    static Observation error(String text) {
        return new Observation(false, "Error: " + text, text, null);
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > LONGEST_SUMMARY ? line.substring(0, LONGEST_SUMMARY) + "..." : line;
    }
}
