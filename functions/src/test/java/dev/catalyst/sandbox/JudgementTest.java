package dev.catalyst.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.lambda.Json;
import dev.catalyst.workspace.Language;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

class JudgementTest {

    private static final TestResult PASSED = new TestResult("a", true, "");

    @Test
    void a_test_run_is_good_if_some_test_passed_and_none_failed() {
        var verdict = verdict(Kind.TEST, 0, null, List.of(PASSED), Set.of(), true);
        assertThat(verdict.ok()).isTrue();
        assertThat(verdict.passed()).isEqualTo(1);
        assertThat(verdict.error()).isNull();
    }

    @Test
    void a_test_run_without_a_test_is_not_good() {
        var verdict = verdict(Kind.TEST, 0, null, List.of(), Set.of(), true);
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.error()).isEqualTo("No test was found.");
    }

    @Test
    void a_process_that_ends_itself_early_has_not_passed() {
        var verdict = verdict(Kind.TEST, 0, null, List.of(PASSED), Set.of("b"), false);
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.failed()).isEqualTo(1);
        assertThat(verdict.error()).contains("before it was done");
    }

    @Test
    void a_broken_bound_is_told_with_its_size_and_the_test_that_broke_it() {
        var verdict =
                verdict(Kind.TEST, 137, Ended.Bound.WALL, List.of(PASSED), Set.of("b"), false);
        assertThat(verdict.timedOut()).isTrue();
        assertThat(verdict.signal()).isEqualTo("KILL");
        assertThat(verdict.error()).contains("120 s");
        assertThat(verdict.tests()).contains(new TestResult("b", false, "It did not end."));
    }

    @Test
    void the_folder_of_the_run_is_no_part_of_what_was_said() {
        var verdict = verdict(Kind.COMPILE, 0, null, List.of(), Set.of(), true);
        assertThat(verdict.stdout()).isEqualTo("at App.java:1, tmp/x");
        assertThat(verdict.ok()).isTrue();
    }

    @Test
    void a_verdict_stays_below_what_a_function_may_answer_whatever_tests_say() {
        for (var said : List.of("x".repeat(8_000), "\u0001".repeat(3_000), "日本".repeat(2_000))) {
            var tests = Collections.nCopies(1_000, new TestResult(said, false, said));
            var verdict = verdict(Kind.TEST, 1, null, tests, Set.of(), true);

            assertThat(Json.write(verdict).getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThan(6_291_556);
            assertThat(verdict.failed()).isEqualTo(1_000);
            assertThat(verdict.tests()).hasSizeGreaterThan(50);
        }
    }

    private static Verdict verdict(
            Kind kind,
            int code,
            Ended.@Nullable Bound broken,
            List<TestResult> tests,
            Set<String> unfinished,
            boolean ended) {
        var run = new Run(kind, Language.JAVA, null, true, null, null, null);
        return new Judgement(
                        run,
                        new RunFolder(Path.of("/r")),
                        new Ended(
                                code,
                                broken,
                                Duration.ofMillis(5),
                                7,
                                "at /r/work/App.java:1, /r/tmp/x",
                                "NOTE: Picked up JDK_JAVA_OPTIONS: -Xmx1\n"),
                        new ReportReader(tests, List.of(), unfinished, ended))
                .verdict("none");
    }
}
