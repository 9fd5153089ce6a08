package dev.catalyst.agents;

/**
 * Text cut to what a model or a reader can bear: its head and its tail, and how much is missing.
 */
public final class Excerpt {

    /** The longest observation that a model gets. */
    public static final int OBSERVATION = 10_000;

    private Excerpt() {}

    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int half = Math.max(1, most / 2);
        int headEnd = whole(text, half);
        int tailStart = whole(text, text.length() - half);
        return text.substring(0, headEnd)
                + "\n[... "
                + (tailStart - headEnd)
                + " characters left out ...]\n"
                + text.substring(tailStart);
    }

    /** A place that does not stand between the halves of one character. */
    private static int whole(String text, int at) {
        return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
    }
}
