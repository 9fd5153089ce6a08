package dev.catalyst.sandbox;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How a run ended.
 *
 * @param ok compiled, all tests passed (and there were some), or the application answered
 * @param exitCode of the process; 128 + signal where one ended it
 * @param signal name of the signal that ended it, such as KILL
 * @param error why nothing more could be said, and what to do: a missing interpreter, a broken
 *     bound
 */
public record Verdict(
        Kind kind,
        boolean ok,
        int exitCode,
        @Nullable String signal,
        boolean timedOut,
        long durationMs,
        long peakMemoryBytes,
        List<TestResult> tests,
        int passed,
        int failed,
        String stdout,
        String stderr,
        String isolation,
        List<Diagnostic> diagnostics,
        @Nullable String error) {

    public Verdict {
        tests = List.copyOf(tests);
        diagnostics = List.copyOf(diagnostics);
    }

    /** Of a run that was not started: because of the error, or because none was asked for. */
    static Verdict unstarted(Kind kind, String isolation, @Nullable String error) {
        return new Verdict(
                kind,
                error == null,
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
                isolation,
                List.of(),
                error);
    }
}
