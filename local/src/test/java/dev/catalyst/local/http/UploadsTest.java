package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.local.TestClock;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.FutureTask;

class UploadsTest {

    private static final int MB = 1024 * 1024;

    private final TestClock clock =
            new TestClock(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    private final Uploads uploads = new Uploads(Duration.ZERO, clock);

    private static InputStream bytes(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 'x');
        return new ByteArrayInputStream(bytes);
    }

    /** A stream that fails the test if it is read. */
    private static InputStream unread() {
        return new InputStream() {

            @Override
            public int read() {
                throw new AssertionError("read");
            }
        };
    }

    private Uploads.Body receive(int size) throws Exception {
        return uploads.receive(size, bytes(size));
    }

    @Test
    void reads_bodies_up_to_ten_megabytes() throws Exception {
        for (int size : new int[] {0, 1, 16_383, 16_384, 16_385, 10 * MB}) {
            for (long length : new long[] {size, -1}) {
                try (var body = uploads.receive(length, bytes(size))) {
                    assertThat(body.end()).isEqualTo(Uploads.End.WHOLE);
                    assertThat(body.bytes()).isEqualTo(bytes(size).readAllBytes());
                }
            }
        }
    }

    @Test
    void refuses_larger_ones_unread_if_their_length_is_told() throws Exception {
        try (var told = uploads.receive(10 * MB + 1, unread());
                var untold = uploads.receive(-1, bytes(10 * MB + 1))) {
            assertThat(told.end()).isEqualTo(Uploads.End.TOO_LARGE);
            assertThat(untold.end()).isEqualTo(Uploads.End.TOO_LARGE);
            assertThat(untold.bytes()).isEmpty();
        }
        receive(10 * MB).close();
        try (var body = receive(10 * MB)) {
            assertThat(body.end()).isEqualTo(Uploads.End.WHOLE);
        }
    }

    @Test
    void large_ones_have_sixteen_megabytes_together_and_small_ones_always_room() throws Exception {
        try (var _ = receive(10 * MB);
                var fits = receive(6 * MB);
                var over = receive(16_384);
                var small = receive(16_383)) {
            assertThat(fits.end()).isEqualTo(Uploads.End.WHOLE);
            assertThat(over.end()).isEqualTo(Uploads.End.NO_ROOM);
            assertThat(over.bytes()).isEmpty();
            assertThat(small.end()).isEqualTo(Uploads.End.WHOLE);
        }
        try (var body = receive(16_384)) {
            assertThat(body.end()).isEqualTo(Uploads.End.WHOLE);
        }
    }

    @Test
    void who_waits_gets_the_room_of_who_is_done() throws Exception {
        var patient = new Uploads(Duration.ofMinutes(5), clock);
        var waiting =
                new FutureTask<>(
                        () -> {
                            try (var body = patient.receive(10 * MB, bytes(10 * MB))) {
                                return body.end();
                            }
                        });
        var thread = new Thread(waiting);
        try (var _ = patient.receive(-1, bytes(MB))) {
            thread.start();
            while (thread.getState() != Thread.State.TIMED_WAITING) {
                assertThat(waiting.isDone()).isFalse();
                Thread.onSpinWait();
            }
        }
        assertThat(waiting.get()).isEqualTo(Uploads.End.WHOLE);
    }

    @Test
    void who_sends_for_too_long_loses_the_room() throws Exception {
        var late =
                new InputStream() {

                    @Override
                    public int read() {
                        clock.advance(Duration.ofSeconds(31));
                        return 'x';
                    }
                };
        try (var body = uploads.receive(MB, new SequenceInputStream(bytes(16_384), late))) {
            assertThat(body.end()).isEqualTo(Uploads.End.TOO_SLOW);
        }
        receive(10 * MB).close();
    }

    @Test
    void a_client_that_is_gone_gives_its_room_back() throws Exception {
        var gone =
                new InputStream() {

                    @Override
                    public int read() throws IOException {
                        throw new IOException("reset");
                    }
                };
        for (int i = 0; i < 2; i++) {
            try (var _ = uploads.receive(-1, new SequenceInputStream(bytes(16_384), gone))) {
                throw new AssertionError("read");
            } catch (IOException e) {
                assertThat(e).hasMessage("reset");
            }
        }
        try (var body = receive(10 * MB)) {
            assertThat(body.end()).isEqualTo(Uploads.End.WHOLE);
        }
    }
}
