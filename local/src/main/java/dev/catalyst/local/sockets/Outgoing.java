package dev.catalyst.local.sockets;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What goes to one client: in order, without waiting for it, and bounded. Frames queue in the
 * server's own flusher, which gathers several into one write; this class counts them.
 */
final class Outgoing {

    private final SendBudget budget;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final ReentrantLock opening = new ReentrantLock();
    private final Queue<byte[]> early = new ArrayDeque<>();
    private volatile CoreSession session;

    Outgoing(SendBudget budget) {
        this.budget = budget;
    }

    /** Sends what came before the handshake had ended; from now on frames go straight out. */
    void open(CoreSession opened) {
        opening.lock();
        try {
            early.forEach(text -> write(opened, text));
            early.clear();
            session = opened;
        } finally {
            opening.unlock();
        }
    }

    /** Sends a text frame; false if more waits for this client than it may have waiting. */
    boolean send(byte[] text) {
        budget.waiting().addAndGet(text.length);
        if (!budget.allows(bytes.addAndGet(text.length), frames.incrementAndGet())) {
            done(text.length);
            return false;
        }
        CoreSession open = session;
        if (open != null) {
            write(open, text);
        } else {
            sendWhenOpen(text);
        }
        return true;
    }

    private void sendWhenOpen(byte[] text) {
        opening.lock();
        try {
            if (session != null) {
                write(session, text);
            } else {
                early.add(text);
            }
        } finally {
            opening.unlock();
        }
    }

    private void write(CoreSession open, byte[] text) {
        open.sendFrame(new Frame(OpCode.TEXT, ByteBuffer.wrap(text)), new Sent(text.length), false);
    }

    /** Lets go of what was never sent, of a connection that never opened. */
    void discard() {
        opening.lock();
        try {
            early.forEach(text -> done(text.length));
            early.clear();
        } finally {
            opening.unlock();
        }
    }

    private void done(int length) {
        bytes.addAndGet(-length);
        frames.decrementAndGet();
        budget.waiting().addAndGet(-length);
    }

    /** How many frames have been written; if it stands still, so does the client. */
    long sent() {
        return sent.get();
    }

    private final class Sent implements Callback {

        private final int length;

        Sent(int length) {
            this.length = length;
        }

        @Override
        public void succeeded() {
            sent.incrementAndGet();
            done(length);
        }

        @Override
        public void failed(Throwable cause) {
            done(length);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
