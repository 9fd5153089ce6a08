package dev.catalyst.knowledge;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a finished task leaves for later ones. It repeats what models and tests said: it is data,
 * and never an instruction. All of it together stays under 16,000 characters.
 *
 * @param mode live, simulated or replay: who did the work
 * @param outcome completed, failed or rejected
 * @param plan what was to be built
 * @param failed what went wrong, oldest first
 * @param mended what the coder says mended it, oldest first
 */
public record Lesson(
        String taskId,
        String mode,
        String outcome,
        String prompt,
        String plan,
        List<String> failed,
        List<String> mended,
        Instant learnedAt) {

    private static final int LONGEST_TEXT = 3_000;
    private static final int LONGEST_ENTRY = 600;
    private static final int MOST_ENTRIES = 8;

    public Lesson {
        prompt = cut(prompt, LONGEST_TEXT);
        plan = cut(plan, LONGEST_TEXT);
        failed = newest(failed);
        mended = newest(mended);
    }

    /** The lesson in words, for ranking and for a model. */
    public String text() {
        return "A task that "
                + (outcome.equals("completed")
                        ? "was completed"
                        : outcome.equals("rejected") ? "a person rejected" : "failed")
                + ": "
                + prompt
                + part("Its plan:\n", plan)
                + part("What went wrong:\n", list(failed))
                + part("What mended it:\n", list(mended));
    }

    private static String part(String title, String content) {
        return content.isBlank() ? "" : "\n" + title + content;
    }

    private static String list(List<String> entries) {
        return entries.stream().map(entry -> "- " + entry).collect(Collectors.joining("\n"));
    }

    /** What came last decided how the task ended. */
    private static List<String> newest(List<String> entries) {
        return entries.stream()
                .skip(Math.max(0, entries.size() - MOST_ENTRIES))
                .map(entry -> cut(entry, LONGEST_ENTRY))
                .toList();
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end) + "...";
    }
}
