package dev.catalyst.local.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What runs in the sandbox may not leave: processes and folders. */
final class Leftovers {

    /**
     * Stands in the command line of every process that these tests leave in the background: how
     * long it sleeps, in seconds. Tests in another process beside this one have one of their own.
     */
    static final String MARK = "86399." + ProcessHandle.current().pid();

    private Leftovers() {}

    static void assertNone() throws IOException {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () ->
                                assertThat(ProcessHandle.allProcesses())
                                        .noneMatch(Leftovers::isOfASandbox));
        try (var left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left)
                    .noneMatch(
                            path ->
                                    path.getFileName()
                                            .toString()
                                            .startsWith(
                                                    "catalyst-run-"
                                                            + ProcessHandle.current().pid()));
        }
    }

    static boolean isOfASandbox(ProcessHandle process) {
        String folders = "catalyst-run-" + ProcessHandle.current().pid() + "-";
        return isMarked(process)
                || arguments(process).anyMatch(argument -> argument.contains(folders));
    }

    static boolean isMarked(ProcessHandle process) {
        return arguments(process).anyMatch(MARK::equals);
    }

    private static Stream<String> arguments(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Stream::of);
    }
}
