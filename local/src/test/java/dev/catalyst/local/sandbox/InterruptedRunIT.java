package dev.catalyst.local.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catalyst.sandbox.Confined;
import dev.catalyst.sandbox.RunFolder;
import dev.catalyst.workspace.Language;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** A run that is cancelled ends, in whatever moment, with all of its processes. */
class InterruptedRunIT {

    @TempDir Path outside;

    @BeforeEach
    void needs_bubblewrap() {
        var broken = new Bubblewrap().unavailable();
        assumeTrue(broken.isEmpty(), () -> "skipped: " + broken.orElse(""));
    }

    @AfterEach
    void nothing_is_left_behind() throws IOException {
        Leftovers.assertNone();
    }

    @Test
    void an_interrupt_ends_the_run_at_once() throws Exception {
        var thrown = new AtomicReference<Throwable>();
        var caller =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        HostileCodeIT.run(
                                                Language.PYTHON,
                                                Sandboxed.shell(
                                                        Language.PYTHON,
                                                        "sleep " + Leftovers.MARK));
                                    } catch (IOException e) {
                                        thrown.set(e);
                                    }
                                });
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ProcessHandle.allProcesses().anyMatch(Leftovers::isMarked));
        long begun = System.nanoTime();
        caller.interrupt();
        caller.join();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(Objects.requireNonNull(thrown.get())).hasMessageContaining("cancelled");
    }

    /** Bubblewrap's child asks to die with it only some milliseconds after it was born. */
    @Test
    void an_interrupt_in_any_moment_of_the_start_leaves_nothing_behind() throws Exception {
        var wall = new Bubblewrap();
        for (int micros = 0; micros < 20_000; micros += 250) {
            try (var folder = RunFolder.create(outside)) {
                var sleep = List.of("/usr/bin/env", "-i", "/usr/bin/sleep", Leftovers.MARK);
                var confined =
                        new Confined(folder, sleep, Map.of(), List.of(), HostileCodeIT.SMALL);
                var run = new FutureTask<>(() -> wall.run(confined));
                var caller = Thread.ofVirtual().start(run);
                LockSupport.parkNanos(micros * 1_000L);
                caller.interrupt();
                caller.join();
                assertThat(run).failsWithin(Duration.ZERO);
                assertThat(ProcessHandle.allProcesses()).noneMatch(Leftovers::isOfASandbox);
            }
        }
    }
}
