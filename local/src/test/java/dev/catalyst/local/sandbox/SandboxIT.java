package dev.catalyst.local.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.TestResult;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.workspace.Language;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Map;

/** What the sandbox says of well-meant code in each language. */
class SandboxIT {

    @BeforeEach
    void needs_bubblewrap() {
        var broken = new Bubblewrap().unavailable();
        assumeTrue(broken.isEmpty(), () -> "skipped: " + broken.orElse(""));
    }

    private static final String ADDER =
            "package app;\npublic class Adder { public static int add(int a, int b) { return a + b; } }\n";

    private static final String ADDER_TEST =
            """
            package app;
            import static org.junit.jupiter.api.Assertions.*;
            import org.junit.jupiter.api.*;
            class AdderTest {
                @Test void adds() { assertEquals(3, Adder.add(1, 2)); }
                @Test void is_wrong() { assertEquals(4, Adder.add(1, 2)); }
                @Nested class Deeper {
                    @BeforeAll static void fails() { throw new IllegalStateException("set-up"); }
                    @Test void never_starts() {}
                }
                @Test @Disabled void is_left_out() {}
            }
            """;

    @Test
    void java_of_many_files_is_compiled_and_each_test_told() throws IOException {
        var verdict =
                run(
                        Language.JAVA,
                        Kind.TEST,
                        Map.of(
                                "src/main/java/app/Adder.java", ADDER,
                                "src/main/java/module-info.java", "module app { exports app; }",
                                "src/test/java/app/AdderTest.java", ADDER_TEST));
        assertThat(verdict.tests())
                .extracting(TestResult::name)
                .containsExactlyInAnyOrder(
                        "AdderTest > adds()", "AdderTest > is_wrong()", "AdderTest > Deeper");
        assertThat(verdict.passed()).isEqualTo(1);
        assertThat(verdict.failed()).isEqualTo(2);
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.isolation()).isEqualTo("bubblewrap");
        assertThat(verdict.tests())
                .filteredOn(test -> test.name().contains("wrong"))
                .singleElement()
                .extracting(TestResult::message)
                .asString()
                .contains("expected: <4> but was: <3>")
                .contains("AdderTest.java:6")
                .doesNotContain("org.junit.jupiter");
    }

    @Test
    void java_in_one_folder_passes_and_prints() throws IOException {
        var verdict =
                run(
                        Language.JAVA,
                        Kind.TEST,
                        Map.of(
                                "App.java",
                                "void main() { IO.println(\"hi\"); }\n",
                                "AppTest.java",
                                "import org.junit.jupiter.api.*; class AppTest { @Test void runs() { System.out.println(\"said\"); } }"));
        assertThat(verdict.ok()).as("%s", verdict).isTrue();
        assertThat(verdict.stdout()).isEqualTo("said\n");
        assertThat(verdict.peakMemoryBytes()).isGreaterThan(10 << 20);
    }

    @Test
    void java_that_does_not_compile_is_told_by_file_and_line() throws IOException {
        var verdict =
                run(
                        Language.JAVA,
                        Kind.COMPILE,
                        Map.of("src/main/java/app/Adder.java", ADDER.replace("a + b", "a + c")));
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.diagnostics())
                .singleElement()
                .satisfies(
                        found -> {
                            assertThat(found.file()).isEqualTo("src/main/java/app/Adder.java");
                            assertThat(found.line()).isEqualTo(2);
                            assertThat(found.message()).contains("cannot find symbol");
                        });
    }

    @Test
    void java_that_exits_in_a_test_has_not_passed() throws IOException {
        var verdict =
                run(
                        Language.JAVA,
                        Kind.TEST,
                        Map.of(
                                "ATest.java",
                                "import org.junit.jupiter.api.*; class ATest { @Test void exits() { System.exit(0); } }"));
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.tests())
                .containsExactly(new TestResult("ATest > exits()", false, "It did not end."));
        assertThat(verdict.error()).contains("before it was done");
    }

    @Test
    void python_is_compiled_and_each_test_told() throws IOException {
        var verdict =
                run(
                        Language.PYTHON,
                        Kind.TEST,
                        Map.of(
                                "app.py",
                                "def add(a, b):\n    return a + b\n",
                                "test/test_app.py",
                                """
                                import unittest
                                from app import add
                                class Adds(unittest.TestCase):
                                    def test_adds(self):
                                        self.assertEqual(3, add(1, 2))
                                    def test_wrong(self):
                                        self.assertEqual(4, add(1, 2))
                                    @unittest.skip("later")
                                    def test_later(self):
                                        pass
                                """,
                                "test_broken.py",
                                "import nothing_of_that_name\n"));
        assertThat(verdict.passed()).as("%s", verdict).isEqualTo(1);
        assertThat(verdict.failed()).isEqualTo(2);
        assertThat(verdict.tests())
                .extracting(TestResult::message)
                .anyMatch(message -> message.contains("AssertionError: 4 != 3"))
                .anyMatch(message -> message.contains("nothing_of_that_name"));
    }

    @Test
    void python_that_does_not_compile_is_told_by_file_and_line() throws IOException {
        var verdict = run(Language.PYTHON, Kind.COMPILE, Map.of("app.py", "x = 1\ny = = 2\n"));
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.diagnostics().getFirst().file()).isEqualTo("app.py");
        assertThat(verdict.diagnostics().getFirst().line()).isEqualTo(2);
    }

    @Test
    void node_is_compiled_and_each_test_told() throws IOException {
        var verdict =
                run(
                        Language.NODE,
                        Kind.TEST,
                        Map.of(
                                "package.json",
                                "{\"type\": \"module\"}",
                                "src/add.js",
                                "export const add = (a, b) => a + b;\n",
                                "test/add.test.js",
                                """
                                import test, { describe, it } from 'node:test';
                                import assert from 'node:assert';
                                import { add } from '../src/add.js';
                                test('adds', () => assert.equal(add(1, 2), 3));
                                describe('wrong', () => { it('is told', () => assert.equal(add(1, 2), 4)); });
                                """,
                                "test/exits.test.js",
                                "import test from 'node:test';\ntest('exits', () => process.exit(0));\n"));
        assertThat(verdict.passed()).as("%s", verdict).isEqualTo(1);
        assertThat(verdict.tests())
                .filteredOn(test -> !test.passed())
                .extracting(TestResult::name)
                .containsExactlyInAnyOrder("test/add.test.js > is told", "test/exits.test.js");
    }

    @Test
    void node_that_does_not_compile_is_told_by_file_and_line() throws IOException {
        var verdict =
                run(
                        Language.NODE,
                        Kind.COMPILE,
                        Map.of("a.mjs", "let a = 1;\nlet b = ;\n", "b.cjs", "\n\nlet c = ;\n"));
        assertThat(verdict.diagnostics())
                .extracting(found -> found.file() + ":" + found.line())
                .containsExactly("a.mjs:2", "b.cjs:3");
    }

    @Test
    void an_application_that_answers_passes_its_smoke_test() throws IOException {
        var app =
                """
                import com.sun.net.httpserver.HttpServer;
                import java.net.InetSocketAddress;
                void main() throws Exception {
                    var port = Integer.parseInt(System.getenv("PORT"));
                    var server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
                    server.createContext("/", exchange -> {
                        exchange.sendResponseHeaders(200, 5);
                        exchange.getResponseBody().write("hello".getBytes());
                        exchange.close();
                    });
                    server.start();
                }
                """;
        var verdict = run(Language.JAVA, Kind.SMOKE, Map.of("App.java", app));
        assertThat(verdict.ok()).as("%s", verdict).isTrue();
        assertThat(verdict.tests()).containsExactly(new TestResult("GET /", true, "200\nhello"));
    }

    @Test
    void an_application_that_ends_fails_its_smoke_test_with_what_it_said() throws IOException {
        var verdict =
                run(
                        Language.JAVA,
                        Kind.SMOKE,
                        Map.of(
                                "App.java",
                                "void main() { throw new IllegalStateException(\"no\"); }"));
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.tests().getFirst().message())
                .contains("ended by itself with exit code 1");
        assertThat(verdict.stderr()).contains("IllegalStateException: no");
    }

    private static Verdict run(Language language, Kind kind, Map<String, String> files)
            throws IOException {
        try (var sandboxed = new Sandboxed(language, "java App.java")) {
            return sandboxed.run(kind, files);
        }
    }
}
