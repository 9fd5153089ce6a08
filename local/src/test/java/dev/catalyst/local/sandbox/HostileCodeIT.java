package dev.catalyst.local.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Limits;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.workspace.Language;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** What generated code must not be able to do, tried in each language. */
class HostileCodeIT {

    static final Limits SMALL = new Limits(6, 10, 256L << 20, 100, 4L << 20, 32L << 20, 8 << 10);

    /** So much time that only what works all along comes to an end. */
    private static final Limits BUSY =
            new Limits(60, 4, 256L << 20, 100, 4L << 20, 32L << 20, 8 << 10);

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

    @ParameterizedTest
    @EnumSource
    void a_loop_without_end_is_ended_in_time(Language language) throws IOException {
        var verdict =
                run(
                        language,
                        switch (language) {
                            case JAVA -> "while (true) Thread.onSpinWait();";
                            case PYTHON -> "while True: pass";
                            case NODE -> "for (;;) ;";
                        },
                        BUSY);
        assertThat(verdict.timedOut()).as("%s", verdict).isTrue();
        assertThat(verdict.error()).contains("processor time");
        assertThat(verdict.ok()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_sleep_without_end_is_ended_in_time(Language language) throws IOException {
        var verdict =
                run(
                        language,
                        switch (language) {
                            case JAVA -> "Thread.sleep(1_000_000);";
                            case PYTHON -> "import time; time.sleep(1000)";
                            case NODE ->
                                    "await new Promise((done) => setTimeout(done, 1_000_000));";
                        });
        assertThat(verdict.timedOut()).as("%s", verdict).isTrue();
        assertThat(verdict.error()).contains("6 s");
        assertThat(verdict.signal()).isEqualTo("KILL");
    }

    @ParameterizedTest
    @EnumSource
    void a_bomb_of_memory_is_bounded(Language language) throws IOException {
        var verdict =
                run(
                        language,
                        switch (language) {
                            case JAVA ->
                                    "var all = new java.util.ArrayList<byte[]>(); while (true) all.add(new byte[1 << 20]);";
                            case PYTHON ->
                                    "all = []\n        while True: all.append(bytearray(1 << 20))";
                            case NODE ->
                                    "const all = []; for (;;) all.push(Buffer.alloc(1 << 20, 1));";
                        });
        assertThat(verdict.ok()).as("%s", verdict).isFalse();
        assertThat(verdict.peakMemoryBytes()).isLessThan(400L << 20);
    }

    @ParameterizedTest
    @EnumSource
    void memory_of_many_processes_is_bounded_together(Language language) throws IOException {
        var verdict =
                run(
                        language,
                        Sandboxed.shell(
                                language,
                                "for i in 1 2 3 4 5 6 7 8; do (head -c 80000000 /dev/zero; sleep 5) | tail -c 80000000 > /dev/null & done; sleep 5"));
        assertThat(verdict.ok()).as("%s", verdict).isFalse();
        assertThat(verdict.error()).contains("256 MB of memory");
    }

    @ParameterizedTest
    @EnumSource
    void a_bomb_of_forks_is_bounded_and_gone(Language language) throws IOException {
        var most = new AtomicReference<>(0L);
        var watch =
                Thread.startVirtualThread(
                        () -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                long now =
                                        ProcessHandle.allProcesses()
                                                .filter(Leftovers::isOfASandbox)
                                                .count();
                                most.accumulateAndGet(now, Math::max);
                            }
                        });
        var verdict =
                run(
                        language,
                        Sandboxed.shell(
                                language,
                                "bomb() { sleep "
                                        + Leftovers.MARK
                                        + " & bomb & bomb; }; bomb; wait"));
        watch.interrupt();
        assertThat(verdict.ok()).as("%s", verdict).isFalse();
        assertThat(most.get()).isLessThan(150);
    }

    @ParameterizedTest
    @EnumSource
    void a_flood_of_output_is_cut(Language language) throws IOException {
        var verdict =
                run(
                        language,
                        switch (language) {
                            case JAVA ->
                                    "for (int i = 0; i < 200_000; i++) System.out.println(\"flooding line \" + i);";
                            case PYTHON -> "for i in range(200_000): print(f'flooding line {i}')";
                            case NODE ->
                                    "for (let i = 0; i < 200_000; i++) process.stdout.write(`flooding line ${i}\\n`);";
                        });
        assertThat(verdict.stdout().length()).isLessThan(9 << 10);
        if (language != Language.NODE) {
            // Node's runner keeps a test's output to itself
            assertThat(verdict.stdout()).startsWith("flooding line 0\n").contains("bytes cut");
        }
    }

    @Test
    void a_flood_without_end_is_ended_before_its_time() throws IOException {
        long begun = System.nanoTime();
        try (var sandboxed = new Sandboxed(Language.JAVA, "yes")) {
            var verdict = sandboxed.run(Kind.SMOKE, Map.of("App.java", "void main() {}"), SMALL);
            assertThat(verdict.error()).contains("flooded");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @EnumSource
    void a_child_in_the_background_does_not_outlive_the_run(Language language) throws IOException {
        var verdict =
                run(
                        language,
                        Sandboxed.shell(
                                language,
                                "(setsid nohup env -i sleep "
                                        + Leftovers.MARK
                                        + " > /dev/null 2>&1 &) ; true"));
        assertThat(verdict.passed()).as("%s", verdict).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void the_network_is_out_of_reach(Language language) throws Exception {
        try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            int port = server.getLocalPort();
            var verdict =
                    run(
                            language,
                            switch (language) {
                                case JAVA -> "new java.net.Socket(\"127.0.0.1\", " + port + ");";
                                case PYTHON ->
                                        "import socket; socket.create_connection(('127.0.0.1', "
                                                + port
                                                + "), 2)";
                                case NODE ->
                                        "await new Promise((done, fail) => { const s = require('net').connect("
                                                + port
                                                + ", '127.0.0.1'); s.on('connect', done); s.on('error', fail); });";
                            });
            assertThat(verdict.passed()).as("%s", verdict).isZero();
            assertThat(verdict.tests().getFirst().message()).containsIgnoringCase("refused");
        }
    }

    @ParameterizedTest
    @EnumSource
    void secrets_of_the_machine_and_its_users_are_not_there(Language language) throws IOException {
        Path secret = Files.writeString(outside.resolve("secret"), "hidden");
        for (String path :
                List.of(
                        "/etc/shadow",
                        "/etc/hostname",
                        System.getProperty("user.home") + "/.bashrc",
                        System.getProperty("user.home") + "/.m2/settings.xml",
                        secret.toString(),
                        "/proc/1/environ")) {
            var verdict =
                    run(language, Sandboxed.shell(language, "cat " + path + " && echo got it"));
            assertThat(verdict.stdout()).as(path).doesNotContain("got it");
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_environment_is_empty_but_for_what_programs_need(Language language) throws IOException {
        var verdict =
                run(
                        language,
                        Sandboxed.shell(
                                language,
                                "env | cut -d= -f1 | sort > all; ! grep -vxE 'PATH|HOME|TMPDIR|LANG|JAVA_HOME|JDK_JAVA_OPTIONS|NODE_OPTIONS|PYTHONDONTWRITEBYTECODE|PWD|OLDPWD|SHLVL|_|LC_CTYPE|NODE_[A-Z_]*' all"));
        assertThat(verdict.passed()).as("%s", verdict).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void nothing_outside_of_its_folder_can_be_written(Language language) throws IOException {
        for (String path :
                List.of(
                        "/x",
                        "/usr/x",
                        "/etc/x",
                        "/dev/x",
                        "/proc/x",
                        outside + "/x",
                        "../input/x",
                        "../driver/x",
                        "../x")) {
            var verdict =
                    run(
                            language,
                            Sandboxed.shell(language, "echo x > " + path + " && echo wrote it"));
            if (!path.equals("../x")) {
                assertThat(verdict.stdout()).as(path).doesNotContain("wrote it");
            }
        }
        try (var left = Files.list(outside)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_huge_file_and_many_files_are_bounded(Language language) throws IOException {
        var one = run(language, Sandboxed.shell(language, "head -c 20000000 /dev/zero > big"));
        assertThat(one.passed()).as("%s", one).isZero();
        var many =
                run(
                        language,
                        Sandboxed.shell(
                                language,
                                "for i in $(seq 20); do head -c 3000000 /dev/zero > f$i || exit 7; done"));
        assertThat(many.passed()).as("%s", many).isZero();
        assertThat(many.stderr() + many.tests()).contains("No space left");
    }

    @ParameterizedTest
    @EnumSource
    void a_link_in_the_place_of_the_report_brings_nothing_out(Language language)
            throws IOException {
        Path secret = Files.writeString(outside.resolve("secret"), "{\"type\":\"end\"}\n");
        var verdict =
                run(
                        language,
                        Sandboxed.shell(
                                language,
                                "rm -f ../report; ln -sfn "
                                        + secret
                                        + " ../report; ln -s "
                                        + secret
                                        + " link"));
        // the report is a mount of its own: it can be neither removed nor replaced
        assertThat(verdict.tests()).as("%s", verdict).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void code_is_not_root_and_cannot_become_it(Language language) throws IOException {
        var verdict =
                run(
                        language,
                        Sandboxed.shell(
                                language,
                                "test $(id -u) -ne 0 && grep -q 'CapEff:.0000000000000000' /proc/self/status && grep -q 'NoNewPrivs:.1' /proc/self/status"));
        assertThat(verdict.passed()).as("%s", verdict).isEqualTo(1);
    }

    /** One test in the language that runs a line of the shell, and fails as it does. */
    static Verdict run(Language language, String body) throws IOException {
        return run(language, body, SMALL);
    }

    private static Verdict run(Language language, String body, Limits limits) throws IOException {
        Map<String, String> files =
                switch (language) {
                    case JAVA ->
                            Map.of(
                                    "ATest.java",
                                    "import org.junit.jupiter.api.*; class ATest { @Test void runs() throws Exception { "
                                            + body
                                            + " } }");
                    case PYTHON ->
                            Map.of(
                                    "test_a.py",
                                    "import unittest\nclass A(unittest.TestCase):\n    def test_runs(self):\n        "
                                            + body
                                            + "\n");
                    case NODE ->
                            Map.of(
                                    "a.test.js",
                                    "require('node:test')('runs', async () => { " + body + " });");
                };
        try (var sandboxed = new Sandboxed(language, "")) {
            return sandboxed.run(Kind.TEST, files, limits);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
