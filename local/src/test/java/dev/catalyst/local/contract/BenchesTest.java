package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.ToolProvider;

/** The benches are no module of the build, and nobody notices for a while when they break. */
class BenchesTest {

    private static final Path SOURCES = Project.ROOT.resolve("bench/java");

    @TempDir private Path classes;

    @Test
    void every_source_compiles_but_that_of_another_product() throws IOException {
        var options =
                List.of(
                        "-nowarn",
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-cp",
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        "-sourcepath",
                        SOURCES + ":" + Project.ROOT.resolve("functions/src/test/java"));
        var said = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null);
                var sources = Files.walk(SOURCES)) {
            var java =
                    sources.filter(path -> path.toString().endsWith(".java"))
                            .filter(path -> !path.endsWith("TemporalTenSteps.java"))
                            .toList();
            boolean compiled =
                    compiler.getTask(
                                    said,
                                    files,
                                    null,
                                    options,
                                    null,
                                    files.getJavaFileObjectsFromPaths(java))
                            .call();

            assertThat(compiled).as(said.toString()).isTrue();
        }
    }
}
