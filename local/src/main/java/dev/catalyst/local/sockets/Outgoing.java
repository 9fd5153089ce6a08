package dev.catalyst.local.sockets;

import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What goes to one client: in order, without waiting for it, and bounded. What collects while
 * others are written to leaves in one write: under load that is most of what sending costs.
 */
final class Outgoing {

    /** After so many frames another client has its turn. */
    private static final int FRAMES_IN_TURN = 64;

    /** From so many on the sender writes itself: it must not outrun the writer. */
    private static final int FRAMES_TO_HELP = 32;

    private final SendBudget budget;
    private final Executor writer;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger frames = new AtomicInteger();
    private final AtomicLong sent = new AtomicLong();
    private final Queue<byte[]> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unwritten = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile CoreSession session;

    /** Writes on the given executor. */
    Outgoing(SendBudget budget, Executor writer) {
        this.budget = budget;
        this.writer = writer;
    }

    /** From now on frames can be written; those that came before wait already. */
    void open(CoreSession opened) {
        session = opened;
        schedule();
    }

    /** Sends a text frame; false if more waits for this client than it may have waiting. */
    boolean send(byte[] text) {
        budget.waiting().addAndGet(text.length);
        if (!budget.allows(bytes.addAndGet(text.length), frames.incrementAndGet())) {
            done(text.length);
            return false;
        }
        waiting.add(text);
        boolean many = unwritten.incrementAndGet() >= FRAMES_TO_HELP;
        if (session != null) {
            if (many) {
                write();
            } else {
                schedule();
            }
        }
        return true;
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            writer.execute(this::write);
        }
    }

    /** Hands what waits to the connection, which goes on when the client does not take it all. */
    void write() {
        CoreSession open = session;
        if (open == null) {
            return;
        }
        writing.lock();
        try {
            scheduled.set(false);
            byte[] text = poll();
            for (int i = 1; text != null; i++) {
                byte[] next = i < FRAMES_IN_TURN ? poll() : null;
                var frame = new Frame(OpCode.TEXT, ByteBuffer.wrap(text));
                open.sendFrame(frame, new Sent(text.length), next != null);
                text = next;
            }
        } finally {
            writing.unlock();
        }
        if (!waiting.isEmpty()) {
            schedule();
        }
    }

    /** Lets go of what was never sent, of a connection that never opened. */
    void discard() {
        for (byte[] text = poll(); text != null; text = poll()) {
            done(text.length);
        }
    }

    private byte[] poll() {
        byte[] text = waiting.poll();
        if (text != null) {
            unwritten.decrementAndGet();
        }
        return text;
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
