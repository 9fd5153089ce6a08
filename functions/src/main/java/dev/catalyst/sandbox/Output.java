package dev.catalyst.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** A stream's head and tail, taken while it flows, in bounded memory. */
final class Output {

    private final int half;
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final byte[] tail;
    private long total;

    Output(int kept) {
        this.half = Math.max(1, kept / 2);
        this.tail = new byte[half];
    }

    /** Reads to the end of the stream, or until it is closed under it. */
    void drain(InputStream in) {
        byte[] buffer = new byte[16 << 10];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                add(buffer, read);
            }
        } catch (IOException e) {
            // closed because its process was killed: what came until then stays
            return;
        }
    }

    synchronized long total() {
        return total;
    }

    synchronized String text() {
        if (total <= head.size()) {
            return head.toString(StandardCharsets.UTF_8);
        }
        long afterHead = total - head.size();
        int kept = (int) Math.min(afterHead, tail.length);
        byte[] last = new byte[kept];
        long from = afterHead - kept;
        for (int at = 0; at < kept; at++) {
            last[at] = tail[(int) ((from + at) % tail.length)];
        }
        String note = afterHead == kept ? "" : "\n[... " + (afterHead - kept) + " bytes cut ...]\n";
        return head.toString(StandardCharsets.UTF_8)
                + note
                + new String(last, StandardCharsets.UTF_8);
    }

    private synchronized void add(byte[] bytes, int length) {
        int toHead = (int) Math.min(length, (long) half - head.size());
        head.write(bytes, 0, toHead);
        for (int at = toHead; at < length; at++) {
            tail[(int) ((total + at - half) % tail.length)] = bytes[at];
        }
        total += length;
    }
}
