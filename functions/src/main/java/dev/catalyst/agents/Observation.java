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
        summary = firstLine(summary);
    }

    /** Something that the tool itself has to say. */
    static Observation found(String text, String summary) {
        return new Observation(true, Excerpt.of(text, Excerpt.OBSERVATION), summary, null);
    }

    /** Something that comes from elsewhere, such as a file: it is marked as data. */
    static Observation data(String source, String content, String summary) {
        return new Observation(
                true,
                Outside.data(source, Excerpt.of(content, Excerpt.OBSERVATION)),
                summary,
                null);
    }

    static Observation error(String text) {
        return new Observation(
                false, Excerpt.of("Error: " + text, Excerpt.OBSERVATION), text, null);
    }

    private static String firstLine(String text) {
        String line = text.lines().findFirst().orElse("");
        return line.length() > LONGEST_SUMMARY ? line.substring(0, LONGEST_SUMMARY) + "..." : line;
    }
}
