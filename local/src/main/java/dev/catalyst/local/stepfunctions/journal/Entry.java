package dev.catalyst.local.stepfunctions.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record of the journal. The records of one story are chained backwards, so that it can be read
 * from its last record without an index of all of them.
 *
 * <p>On disk: length and CRC-32C of what follows (4 bytes each), flags (1), first (8), previous
 * (8), mark (8), body; numbers are big-endian.
 */
public final class Entry {

    static final int PREFIX_BYTES = 8;

    static final int HEAD_BYTES = 25;

    /** Longest record; more can only be damage. */
    private static final int MAX_BYTES = 256 << 20;

    private final long position;
    private final byte flags;
    private final long first;
    private final long previous;
    private final long mark;
    private final byte[] body;

    private Entry(long position, ByteBuffer payload) {
        this.position = position;
        flags = payload.get();
        first = payload.getLong();
        previous = payload.getLong();
        mark = payload.getLong();
        body = new byte[payload.remaining()];
        payload.get(body);
    }

    static ByteBuffer encode(byte flags, long first, long previous, long mark, byte[] body) {
        ByteBuffer buffer = ByteBuffer.allocate(PREFIX_BYTES + HEAD_BYTES + body.length);
        buffer.putInt(HEAD_BYTES + body.length).putInt(0);
        buffer.put(flags).putLong(first).putLong(previous).putLong(mark).put(body).flip();
        return buffer.putInt(4, checksum(buffer.slice(PREFIX_BYTES, buffer.limit() - 8)));
    }

    static Entry decode(long position, ByteBuffer payload) {
        return new Entry(position, payload);
    }

    static boolean plausible(int length) {
        return length >= HEAD_BYTES && length <= MAX_BYTES;
    }

    static int checksum(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }

    /** Where the record starts, counted over all segments. */
    public long position() {
        return position;
    }

    /** The writer's own marks, seen by a scan without reading the body. */
    public byte flags() {
        return flags;
    }

    /** Position of the story's first record, which may be this one. */
    public long first() {
        return first;
    }

    /** Position of the story's record before this one; -1 in the first. */
    public long previous() {
        return previous;
    }

    /** A number of the writer's own, seen without reading the body. */
    public long mark() {
        return mark;
    }

    /** Empty if only the head was asked for. */
    public byte[] body() {
        return body;
    }
}
