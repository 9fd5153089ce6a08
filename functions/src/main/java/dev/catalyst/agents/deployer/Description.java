package dev.catalyst.agents.deployer;

import dev.catalyst.agents.planner.Plan;
import dev.catalyst.agents.tester.Report;

import java.util.stream.Collectors;

/** What people who judge a release read, in Markdown. */
final class Description {

    private static final int LONGEST_TITLE = 100;
    private static final int LONGEST_SUMMARY = 10_000;

    private Description() {}

    /** One line; the first of the goal. */
    static String title(Plan plan) {
        String line = plan.goal().strip().lines().findFirst().orElse("").strip();
        return line.length() > LONGEST_TITLE ? line.substring(0, LONGEST_TITLE - 3) + "..." : line;
    }

    static String of(Plan plan, Deployed asked, Report tests, String taskId, String mode) {
        return """
        %s

        Acceptance criteria:

        %s

        | | |
        |---|---|
        | tests | %d passed, %d failed (isolation: %s) |
        | smoke test | `%s` answered |
        | task | %s |
        | mode | %s |
        """
                .formatted(
                        quoted(asked.summary()),
                        quoted(
                                plan.criteria().stream()
                                        .map(one -> one.id() + ": " + one.text())
                                        .collect(Collectors.joining("\n"))),
                        tests.passed(),
                        tests.failed(),
                        tests.isolation(),
                        asked.smoke().path().replace("`", "").replace("|", "\\|"),
                        taskId,
                        mode.equals("simulated")
                                ? "simulated: made by the offline generator, not by a language model"
                                : mode);
    }

    /**
     * A model's words as they are: in a fence, nobody is mentioned by them and no issue is closed.
     */
    private static String quoted(String text) {
        String fence = "```";
        while (text.contains(fence)) {
            fence += "`";
        }
        String cut =
                text.length() > LONGEST_SUMMARY ? text.substring(0, LONGEST_SUMMARY) : text.strip();
        return fence + "text\n" + cut + "\n" + fence;
    }
}
