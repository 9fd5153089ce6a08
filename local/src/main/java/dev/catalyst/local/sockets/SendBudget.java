package dev.catalyst.local.sockets;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may wait for slow clients: {@code bytes} and {@code frames} on one connection, {@code
 * total} bytes on all together, of which each may always have {@code fair}.
 */
record SendBudget(long bytes, int frames, long total, long fair, AtomicLong waiting) {

    /** The budget of a host: 4 MB or 8,192 frames for one client, 256 MB for all. */
    static SendBudget standard() {
        return new SendBudget(4 << 20, 8192, 256 << 20, 128 << 10, new AtomicLong());
    }

    /** Whether a connection may hold so much, given what all hold. */
    boolean allows(long mine, int myFrames) {
        return mine <= bytes && myFrames <= frames && (mine <= fair || waiting.get() <= total);
    }
}
