package dev.catalyst.sandbox;

import dev.catalyst.lambda.Json;
import dev.catalyst.sandbox.Ended.Bound;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** How a run's end and its report make a verdict. */
final class Judgement {

    private static final int MOST_TESTS = 1_000;
    private static final int MOST_DIAGNOSTICS = 100;

    /** Of a test or a compiler; what comes first tells most. */
    private static final int LONGEST_MESSAGE = 4_000;

    /** Bytes of all tests as JSON: a verdict stays below what a function may answer (6 MB). */
    private static final int LARGEST_TESTS = 4 << 20;

    private final Run run;
    private final Ended ended;
    private final ReportReader report;
    private final RunFolder folder;

    Judgement(Run run, RunFolder folder, Ended ended, ReportReader report) {
        this.run = run;
        this.folder = folder;
        this.ended = ended;
        this.report = report;
    }

    Verdict verdict(String isolation) {
        List<TestResult> tests = tests();
        int failed = (int) tests.stream().filter(test -> !test.passed()).count();
        int passed = tests.size() - failed;
        String error = error(passed + failed);
        boolean ok =
                error == null
                        && ended.exitCode() == 0
                        && failed == 0
                        && report.diagnostics().isEmpty();
        return new Verdict(
                run.kind(),
                ok,
                ended.exitCode(),
                ended.signal().orElse(null),
                timedOut(),
                ended.took().toMillis(),
                ended.peakMemoryBytes(),
                shown(tests),
                passed,
                failed,
                plain(ended.stdout()),
                plain(ended.stderr()),
                isolation,
                report.diagnostics().stream()
                        .limit(MOST_DIAGNOSTICS)
                        .map(
                                found ->
                                        new Diagnostic(
                                                said(found.file()),
                                                found.line(),
                                                said(found.message())))
                        .toList(),
                error);
    }

    /** Those that ended, and as failed those that did not. */
    private List<TestResult> tests() {
        List<TestResult> tests = new ArrayList<>(report.tests());
        if (!report.ended()) {
            report.unfinished()
                    .forEach(name -> tests.add(new TestResult(name, false, "It did not end.")));
        }
        return tests;
    }

    /** The failed first, as far as a verdict holds them. */
    private List<TestResult> shown(List<TestResult> tests) {
        var size = new AtomicInteger();
        return tests.stream()
                .sorted(Comparator.comparing(TestResult::passed))
                .limit(MOST_TESTS)
                .map(test -> new TestResult(said(test.name()), test.passed(), said(test.message())))
                .takeWhile(test -> size.addAndGet(bytes(test)) <= LARGEST_TESTS)
                .toList();
    }

    private static int bytes(TestResult test) {
        return Json.bytes(test).length;
    }

    private boolean timedOut() {
        return ended.broken() == Bound.WALL || ended.broken() == Bound.CPU;
    }

    private @Nullable String error(int tests) {
        Limits limits = run.bounds();
        Optional<String> broken =
                Optional.ofNullable(ended.broken())
                        .map(
                                bound ->
                                        switch (bound) {
                                            case WALL ->
                                                    "The run was ended after "
                                                            + limits.wallSeconds()
                                                            + " s, the most it may take.";
                                            case CPU ->
                                                    "The run was ended: it used more than "
                                                            + limits.cpuSeconds()
                                                            + " s of processor time.";
                                            case MEMORY ->
                                                    "The run was ended: it used more than "
                                                            + (limits.memoryBytes() >> 20)
                                                            + " MB of memory.";
                                            case PROCESSES ->
                                                    "The run was ended: it had more than "
                                                            + limits.processes()
                                                            + " processes and threads.";
                                            case OUTPUT ->
                                                    "The run was ended: it flooded its output.";
                                        });
        if (broken.isPresent()) {
            return broken.get();
        }
        if (!report.ended()) {
            return "The run ended before it was done, with exit code "
                    + ended.exitCode()
                    + ended.signal().map(signal -> " (signal " + signal + ")").orElse("")
                    + ": does the code end its process itself?";
        }
        return run.kind() == Kind.TEST && tests == 0 && report.diagnostics().isEmpty()
                ? "No test was found."
                : null;
    }

    /** The beginning of what was said in a run. */
    private String said(String text) {
        var plain = plain(text);
        return plain.length() <= LONGEST_MESSAGE
                ? plain
                : plain.substring(0, LONGEST_MESSAGE) + " [...]";
    }

    /** Without the folder of this one run, and without what the JVM says of its options. */
    private String plain(String text) {
        return text.replace(folder.work() + "/", "")
                .replace(folder.root() + "/", "")
                .replaceAll("NOTE: Picked up JDK_JAVA_OPTIONS:.*\\R?", "");
    }
}
