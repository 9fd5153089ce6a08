package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.local.contract.Project;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * {@code kill -9}, again and again over one home: what was accepted completes, and nothing happens
 * twice. {@code -Dcrash.rounds} and {@code -Dcrash.seed} choose how often and when.
 */
class CrashIT {

    private static final int ROUNDS = Integer.getInteger("crash.rounds", 10);
    private static final long SEED = Long.getLong("crash.seed", 1);

    /** What a host does in a life at least, however early it is to be killed. */
    private static final double SHORTEST_SECONDS = 0.1;

    private static final double LONGEST_SECONDS = 6;

    @TempDir private Path home;

    @Test
    void a_host_killed_at_any_moment_loses_nothing_and_does_nothing_twice() throws Exception {
        var dice = new Random(SEED);
        var client = new CrashClient();
        for (int round = 1; round <= ROUNDS; round++) {
            var life = dice.nextDouble(SHORTEST_SECONDS, LONGEST_SECONDS);
            try (var host = HostProcess.start(Project.ROOT, home)) {
                client.work(host, Duration.ofMillis((long) (life * 1000)));
                host.kill();
            }
        }
        try (var host = HostProcess.start(Project.ROOT, home)) {
            client.finish(host);
            client.checkAll(host);
        }
        System.out.printf(
                "CrashIT: %d kills at random (crash.seed %d), %d tasks%n",
                ROUNDS, SEED, client.tasks());
    }

    @Test
    void a_host_killed_after_each_kind_of_write_loses_nothing_and_does_nothing_twice()
            throws Exception {
        var points = Files.createFile(home.resolve("points"));
        var armed = Map.of(CrashPoint.FILE, points.toString());
        var client = new CrashClient();
        var over = false;
        while (!over) {
            var started = HostProcess.attempt(Project.ROOT, home, Map.of(), armed);
            if (started.isPresent()) {
                try (var host = started.get()) {
                    over = client.finish(host);
                    if (!over) {
                        assertThat(host.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
                    }
                }
            }
        }
        try (var host = HostProcess.start(Project.ROOT, home)) {
            client.checkAll(host);
        }
        var met = Files.readAllLines(points);
        System.out.printf("CrashIT: killed after%n  %s%n", String.join("\n  ", met));
        assertThat(met)
                .contains("StartExecution ", "SendMessage ", "SendTaskSuccess ", "StopExecution ")
                .hasSizeGreaterThan(25);
    }
}
