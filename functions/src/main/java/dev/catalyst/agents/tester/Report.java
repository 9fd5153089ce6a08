package dev.catalyst.agents.tester;

import dev.catalyst.agents.Findings;
import dev.catalyst.sandbox.Verdict;

import java.util.List;

/** How the tests ran last. */
public record Report(
        int passed,
        int failed,
        String isolation,
        long durationMs,
        List<Failure> failures,
        List<String> passing) {

    /** Name of the artifact. */
    public static final String NAME = "report";

    private static final int MOST_NAMED = 200;

    /** A test that failed, and what it said. */
    public record Failure(String test, String message) {}

    public Report {
        failures = List.copyOf(failures);
        passing = List.copyOf(passing);
    }

    static Report of(Verdict verdict) {
        List<Failure> failed =
                verdict.tests().stream()
                        .filter(test -> !test.passed())
                        .limit(MOST_NAMED)
                        .map(test -> new Failure(test.name(), String.valueOf(test.message())))
                        .toList();
        return new Report(
                verdict.passed(),
                verdict.failed(),
                verdict.isolation(),
                verdict.durationMs(),
                failed.isEmpty() && !verdict.ok() ? unnamed(verdict) : failed,
                verdict.tests().stream()
                        .filter(test -> test.passed())
                        .limit(MOST_NAMED)
                        .map(test -> test.name())
                        .toList());
    }

    /** Where no test failed but the run did: what does not compile, or which bound broke. */
    private static List<Failure> unnamed(Verdict verdict) {
        return Findings.failures(verdict).stream().map(line -> new Failure("", line)).toList();
    }
}
