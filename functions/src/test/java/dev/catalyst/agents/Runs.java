package dev.catalyst.agents;

import dev.catalyst.sandbox.Diagnostic;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.TestResult;
import dev.catalyst.sandbox.Verdict;

import org.jspecify.annotations.NullUnmarked;

import java.util.List;

/** Verdicts of the sandbox, for tests. */
@NullUnmarked // a test hands in nothing and looks into what is there
public final class Runs {

    private Runs() {}

    public static Verdict good(Kind kind) {
        return verdict(kind, true, List.of(), List.of());
    }

    public static Verdict broken(Kind kind, String file) {
        return verdict(kind, false, List.of(), List.of(new Diagnostic(file, 3, "';' expected")));
    }

    public static Verdict tests(TestResult... tests) {
        boolean ok = List.of(tests).stream().allMatch(TestResult::passed);
        return verdict(Kind.TEST, ok, List.of(tests), List.of());
    }

    /** Of a run that could not be started at all. */
    static Verdict unstarted(Kind kind) {
        return new Verdict(
                kind,
                false,
                -1,
                null,
                false,
                0,
                0,
                List.of(),
                0,
                0,
                "",
                "",
                "none",
                List.of(),
                "python3 was not found: install it");
    }

    private static Verdict verdict(
            Kind kind, boolean ok, List<TestResult> tests, List<Diagnostic> diagnostics) {
        int passed = (int) tests.stream().filter(TestResult::passed).count();
        return new Verdict(
                kind,
                ok,
                ok ? 0 : 1,
                null,
                false,
                5,
                5,
                tests,
                passed,
                tests.size() - passed,
                "",
                "",
                "bubblewrap",
                diagnostics,
                null);
    }
}
