package dev.catalyst.local.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catalyst.local.template.LambdaFunction;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The zip that every function is deployed from. */
class ZipIT {

    /** The limit of a function's unpacked code. */
    private static final long MOST_BYTES = 250L << 20;

    private static final Path ZIP = Project.ROOT.resolve("functions/target/functions.zip");

    @BeforeAll
    static void it_is_built() {
        if (!Files.exists(ZIP)) {
            System.out.println("skipped: there is no functions.zip; mvn package makes it");
        }
        assumeTrue(Files.exists(ZIP), "mvn package has made functions.zip");
    }

    @Test
    void it_holds_each_handler_at_its_root_and_libraries_under_lib() throws IOException {
        try (var zip = new ZipFile(ZIP.toFile())) {
            var names =
                    zip.stream()
                            .map(ZipEntry::getName)
                            .collect(Collectors.toCollection(TreeSet::new));

            for (var function : Project.TEMPLATE.functions()) {
                assertThat(names).contains(path(function));
            }
            assertThat(names).contains("openapi.json", "pages/console.html", "pages/status.html");
            assertThat(names.stream().filter(name -> name.endsWith(".jar")))
                    .isNotEmpty()
                    .allMatch(name -> name.startsWith("lib/"));
        }
    }

    @Test
    void it_holds_nothing_of_the_host_or_of_tests_and_fits_into_a_function() throws IOException {
        try (var zip = new ZipFile(ZIP.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.startsWith("dev/catalyst/local/"))
                    .noneMatch(name -> name.contains("DynamoDBLocal") || name.contains("archunit"));
            assertThat(zip.stream().mapToLong(ZipEntry::getSize).sum()).isLessThan(MOST_BYTES);
        }
    }

    private static String path(LambdaFunction function) {
        return function.handler().replace('.', '/') + ".class";
    }
}
