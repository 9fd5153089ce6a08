package dev.catalyst.local.stepfunctions.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * One record of the journal. The records of one story are chained backwards, so that it can be read
 * from its last record without an index of all of them.
 *
 * @param position where the record starts, counted over all segments
 * @param flags the writer's own marks, seen by a scan without reading the body
 * @param first position of the story's first record; that record's own position in itself
 * @param previous position of the story's record before this one; -1 in the first
 */
public record Entry(long position, byte flags, long first, long previous, byte[] body) {

    /** Length and checksum of what follows. */
    static final int PREFIX_BYTES = 8;

    private static final int HEAD_BYTES = 17;

    /** Longest record; more can only be damage. */
    static final int MAX_BYTES = 256 << 20;

    ByteBuffer encode() {
        ByteBuffer buffer = ByteBuffer.allocate(PREFIX_BYTES + HEAD_BYTES + body.length);
        buffer.putInt(HEAD_BYTES + body.length).putInt(0);
        buffer.put(flags).putLong(first).putLong(previous).put(body).flip();
        return buffer.putInt(4, checksum(buffer.slice(PREFIX_BYTES, buffer.limit() - 8)));
    }

    static boolean plausible(int length) {
        return length >= HEAD_BYTES && length <= MAX_BYTES;
    }

    static int checksum(ByteBuffer payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload.duplicate());
        return (int) crc.getValue();
    }

    static Entry decode(long position, ByteBuffer payload) {
        byte flags = payload.get();
        long first = payload.getLong();
        long previous = payload.getLong();
        byte[] body = new byte[payload.remaining()];
        payload.get(body);
        return new Entry(position, flags, first, previous, body);
    }
}
