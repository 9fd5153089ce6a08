package dev.catalyst.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.local.contract.Project;
import dev.catalyst.local.models.ModelServer;
import dev.catalyst.local.models.Protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A cancel stops compute for real: the model's connection is cut, the sandbox's process ended. */
class CancelIT {

    private static final String KEY = "sk-0123456789abcdefghijklmnop";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BOUND = Duration.ofSeconds(30);

    /** Processor time that no test of the generator's needs. */
    private static final Duration HONEST = Duration.ofSeconds(8);

    @TempDir private Path home;

    @Test
    void the_connection_to_a_model_that_hangs_is_closed() throws Exception {
        try (var model = new HangingModel();
                var host = host("http://127.0.0.1:" + model.port())) {
            var api = new HostApi(host.ports().http());
            var id = begin(api);
            assertThat(model.asked.await(60, TimeUnit.SECONDS)).isTrue();

            cancelled(api, id, "the model's connection", () -> model.closed.getCount() == 0);
        }
    }

    @Test
    void a_program_that_loops_in_the_sandbox_is_ended() throws Exception {
        try (var model = new ModelServer(Protocol.OPENAI, KEY);
                var host = host(model.url())) {
            var loops = new Patient("note", "tester", answer -> endless(answer));
            model.falls(loops::answer);
            var api = new HostApi(host.ports().http());
            var id = begin(api);
            await().atMost(PATIENCE).until(() -> works(host));
            assertThat(api.task(id).path("graph_state").path("tester").asText())
                    .isEqualTo("running");

            cancelled(api, id, "the sandbox's process", () -> !isSandboxed(host));
        }
    }

    private HostProcess host(String url) throws IOException {
        return HostProcess.start(
                Project.ROOT,
                home,
                Map.of(
                        "DEFAULT_LLM_PROVIDER",
                        "openai",
                        "DEFAULT_LLM_MODEL",
                        "gpt-4.1-mini",
                        "OPENAI_BASE_URL",
                        url + "/v1",
                        "OPENAI_API_KEY",
                        KEY),
                Map.of());
    }

    private static String begin(HostApi api) {
        return api.task(api.project(Map.of("name", "cancelled")), "Build a note app with text");
    }

    /** Cancels, and says how long it took until the work had stopped and the task had ended. */
    private static void cancelled(HostApi api, String id, String what, BooleanSupplier stopped) {
        long began = System.nanoTime();
        api.post("/api/tasks/" + id + "/cancel", Map.of());
        await(what).atMost(BOUND).pollInterval(Duration.ofMillis(5)).until(stopped::getAsBoolean);
        long work = millisSince(began);
        await().atMost(BOUND)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> api.status(id).equals("cancelled"));
        System.out.printf(
                "cancel: %s ended after %d ms, the task after %d ms%n",
                what, work, millisSince(began));
        assertThat(api.told(id)).containsOnlyOnce("task.cancelled").endsWith("task.cancelled");
    }

    private static long millisSince(long began) {
        return (System.nanoTime() - began) / 1_000_000;
    }

    /** The tests never come to their end. */
    private static ObjectNode endless(ObjectNode answer) {
        return Patient.with(
                answer,
                "write_file",
                file ->
                        file.put(
                                "content",
                                file.path("content")
                                        .asText()
                                        .replaceFirst(
                                                "(class [A-Za-z]+Test [^{]*\\{)",
                                                "$1 static { while (Boolean.TRUE) {} }")));
    }

    /** Whether a program in the sandbox has worked longer than any honest one does. */
    private static boolean works(HostProcess host) {
        return host.process()
                .descendants()
                .anyMatch(
                        one ->
                                one.info()
                                        .totalCpuDuration()
                                        .filter(spent -> spent.compareTo(HONEST) > 0)
                                        .isPresent());
    }

    private static boolean isSandboxed(HostProcess host) {
        return host.process().descendants().findAny().isPresent();
    }

    /** Reads requests and never answers; knows when the client has gone. */
    private static final class HangingModel implements AutoCloseable {
        private final ServerSocket server =
                new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        HangingModel() throws IOException {
            Thread.ofVirtual().start(this::serve);
        }

        int port() {
            return server.getLocalPort();
        }

        private void serve() {
            try (var client = server.accept()) {
                var in = client.getInputStream();
                while (in.read(new byte[8192]) >= 0) {
                    asked.countDown();
                }
            } catch (IOException cut) {
                // as good as an end
            }
            closed.countDown();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
