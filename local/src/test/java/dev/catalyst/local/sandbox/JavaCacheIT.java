package dev.catalyst.local.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Limits;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.workspace.Language;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;

/** The cache of classes that {@code ./catalyst} makes for the sandbox, made and used as it does. */
class JavaCacheIT {

    private static final String PROPERTY = "catalyst.sandbox.cache";

    private static final String BEFORE = System.getProperty(PROPERTY, "");

    @TempDir private static Path made;
    @TempDir private Path spoiled;

    @BeforeAll
    static void make() throws IOException, InterruptedException {
        var broken = new Bubblewrap().unavailable();
        assumeTrue(broken.isEmpty(), () -> "skipped: " + broken.orElse(""));
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var maker =
                new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.catalyst.sandbox.JavaCache",
                        made.toString());
        assertThat(maker.inheritIO().start().waitFor()).isZero();
    }

    @AfterAll
    static void restore() {
        System.setProperty(PROPERTY, BEFORE);
    }

    @Test
    void nothing_but_the_cache_and_its_classes_is_left_of_the_making() throws IOException {
        try (var files = Files.list(made)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("inside.aot", "inside.jar");
        }
    }

    @Test
    void a_run_has_the_cache_in_its_memory_whatever_its_bound() throws IOException {
        for (long megabytes : new long[] {192, 512, 2048}) {
            var verdict = run(made, mapped(made), megabytes << 20);
            assertThat(verdict.ok()).as("%s", verdict).isTrue();
            assertThat(verdict.peakMemoryBytes()).isLessThan(192 << 20);
        }
    }

    @Test
    void a_run_cannot_write_to_the_cache() throws IOException {
        String line = "! echo x >> " + made.resolve("inside.aot") + " && ! touch " + made + "/new";
        var verdict = run(made, Sandboxed.shell(Language.JAVA, line), 512L << 20);
        assertThat(verdict.ok()).as("%s", verdict).isTrue();
    }

    @Test
    void a_cache_that_does_not_fit_is_passed_over_in_silence() throws IOException {
        byte[] classes = Files.readAllBytes(made.resolve("inside.aot"));
        // not where it was made for, and half of it only
        Files.copy(made.resolve("inside.jar"), spoiled.resolve("inside.jar"));
        Files.write(spoiled.resolve("inside.aot"), Arrays.copyOf(classes, 1 << 20));
        Files.setPosixFilePermissions(spoiled, PosixFilePermissions.fromString("rwxr-xr-x"));
        var verdict = run(spoiled, "System.out.println(\"said\");", 512L << 20);
        assertThat(verdict.ok()).as("%s", verdict).isTrue();
        assertThat(verdict.stdout()).isEqualTo("said\n");
        assertThat(verdict.stderr()).doesNotContainIgnoringCase("aot");
    }

    private static String mapped(Path cache) {
        return "Assertions.assertTrue(java.nio.file.Files.readString(java.nio.file.Path.of(\"/proc/self/maps\")).contains(\""
                + cache.resolve("inside.aot")
                + "\"));";
    }

    private static Verdict run(Path cache, String body, long memory) throws IOException {
        System.setProperty(PROPERTY, cache.toString());
        var limits = new Limits(60, 60, memory, 200, 64L << 20, 64L << 20, 8 << 10);
        String test =
                "import org.junit.jupiter.api.*; class ATest { @Test void runs() throws Exception { "
                        + body
                        + " } }";
        try (var sandboxed = new Sandboxed(Language.JAVA, "")) {
            return sandboxed.run(Kind.TEST, Map.of("ATest.java", test), limits);
        }
    }
}
