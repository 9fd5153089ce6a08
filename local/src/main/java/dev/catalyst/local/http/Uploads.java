package dev.catalyst.local.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads requests' bodies: so many bytes are in work at once as the host's memory has room for, and
 * the others wait. Small bodies always have room.
 */
final class Uploads {

    /** API Gateway's bound on a request's body. */
    private static final int LARGEST = 10 * 1024 * 1024;

    private static final int SMALL = 16 * 1024;

    /** A body is several times in memory while it is made an event and read again. */
    private static final int ROOM = 16 * 1024 * 1024;

    /** API Gateway ends a request after this time. */
    private static final Duration TIME = Duration.ofSeconds(30);

    private final Duration patience;
    private final Clock clock;
    private final Semaphore room = new Semaphore(ROOM, true);

    /** A body waits for room for as long as its {@code patience}. */
    Uploads(Duration patience, Clock clock) {
        this.patience = patience;
        this.clock = clock;
    }

    /** How reading a body ended; its bytes are there only if it is whole. */
    enum End {
        WHOLE,
        TOO_LARGE,
        TOO_SLOW,
        NO_ROOM
    }

    /** A body, which keeps its room until it is closed. */
    final class Body implements AutoCloseable {

        private int taken;
        private byte[] bytes = {};
        private End end = End.NO_ROOM;

        private Body() {}

        End end() {
            return end;
        }

        byte[] bytes() {
            return bytes;
        }

        private End read(long length, InputStream in) throws IOException, InterruptedException {
            byte[] start = in.readNBytes(SMALL);
            if (start.length < SMALL) {
                bytes = start;
                return End.WHOLE;
            }
            int size = length < 0 ? LARGEST : (int) length;
            if (!room.tryAcquire(size, patience.toNanos(), TimeUnit.NANOSECONDS)) {
                return End.NO_ROOM;
            }
            taken = size;
            return readOn(start, size, in);
        }

        private End readOn(byte[] start, int size, InputStream in) throws IOException {
            var read = new ByteArrayOutputStream(size);
            Instant until = clock.instant().plus(TIME);
            byte[] piece = start;
            int got = start.length;
            while (got >= 0) {
                read.write(piece, 0, got);
                if (read.size() > LARGEST) {
                    return End.TOO_LARGE;
                }
                if (clock.instant().isAfter(until)) {
                    return End.TOO_SLOW;
                }
                got = in.read(piece);
            }
            bytes = read.toByteArray();
            return End.WHOLE;
        }

        @Override
        public void close() {
            room.release(taken);
        }
    }

    /** Reads a body that has this many bytes, or any number if that is negative. */
    Body receive(long length, InputStream in) throws IOException, InterruptedException {
        var body = new Body();
        boolean received = false;
        try {
            body.end = length > LARGEST ? End.TOO_LARGE : body.read(length, in);
            received = true;
            return body;
        } finally {
            if (!received) {
                body.close();
            }
        }
    }
}
