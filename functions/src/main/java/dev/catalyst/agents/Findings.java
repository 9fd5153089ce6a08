package dev.catalyst.agents;

import dev.catalyst.sandbox.Diagnostic;
import dev.catalyst.sandbox.TestResult;
import dev.catalyst.sandbox.Verdict;

import java.util.ArrayList;
import java.util.List;

/** A verdict of the sandbox in words, for a model. */
public final class Findings {

    private static final int MOST = 20;
    private static final int LONGEST_MESSAGE = 600;
    private static final int LONGEST_OUTPUT = 2_000;

    private Findings() {}

    public static String of(Verdict verdict) {
        var lines = new ArrayList<String>();
        lines.add(
                verdict.ok()
                        ? "The run of kind " + verdict.kind().wire() + " is good."
                        : "The run of kind "
                                + verdict.kind().wire()
                                + " is not good (exit code "
                                + verdict.exitCode()
                                + ").");
        if (!verdict.tests().isEmpty()) {
            lines.add(verdict.passed() + " tests passed, " + verdict.failed() + " failed.");
        }
        var said = new ArrayList<>(failures(verdict));
        if (verdict.error() != null && !said.contains(verdict.error())) {
            said.addFirst(verdict.error());
        }
        addOutput(said, "stdout", verdict.stdout());
        addOutput(said, "stderr", verdict.stderr());
        if (!said.isEmpty()) {
            lines.add(Outside.data("sandbox", String.join("\n", said)));
        }
        return String.join("\n", lines);
    }

    /** What is wrong, one line each: what does not compile, then the tests that failed. */
    public static List<String> failures(Verdict verdict) {
        var lines = new ArrayList<String>();
        verdict.diagnostics().stream().limit(MOST).map(Findings::line).forEach(lines::add);
        verdict.tests().stream()
                .filter(test -> !test.passed())
                .limit(MOST)
                .map(Findings::line)
                .forEach(lines::add);
        if (lines.isEmpty() && !verdict.ok()) {
            lines.add(
                    verdict.error() == null
                            ? "It ended with exit code " + verdict.exitCode()
                            : verdict.error());
        }
        return lines;
    }

    private static String line(Diagnostic found) {
        return found.file()
                + ":"
                + found.line()
                + ": "
                + Excerpt.of(found.message(), LONGEST_MESSAGE);
    }

    private static String line(TestResult test) {
        return test.name() + ": " + Excerpt.of(String.valueOf(test.message()), LONGEST_MESSAGE);
    }

    private static void addOutput(List<String> lines, String name, String output) {
        if (!output.isBlank()) {
            lines.add(name + ":\n" + Excerpt.of(output.strip(), LONGEST_OUTPUT));
        }
    }
}
