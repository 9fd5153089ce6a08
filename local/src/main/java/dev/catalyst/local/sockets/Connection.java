package dev.catalyst.local.sockets;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** One client. Its messages are handled one at a time, in order: the next is read after it. */
final class Connection implements FrameHandler {

    /** How often a client may be found silent before it counts as dead. */
    private static final int SILENT_ROUNDS = 2;

    private volatile SocketEvent events;

    /** From here on a close code is an application's own. */
    private static final int OWN_CODES = 4000;

    private final Connections all;
    private final Outgoing outgoing;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Incoming incoming = new Incoming();
    private final AtomicLong framesIn = new AtomicLong();
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicBoolean gone = new AtomicBoolean();
    private CompletableFuture<Void> work = CompletableFuture.completedFuture(null);
    private volatile boolean accepted;
    private volatile boolean busy;
    private volatile Instant lastActive;
    private volatile CoreSession session;

    private long seenActivity;
    private int silent;

    Connection(SocketEvent events, SendBudget budget, Connections all) {
        this.events = events;
        this.all = all;
        this.outgoing = new Outgoing(budget, all.writer());
        this.lastActive = events.peer().connectedAt();
    }

    SocketEvent events() {
        return events;
    }

    /** Every function is told of the client what the authorizer has told. */
    void authorized(ObjectNode context) {
        events = events.authorized(context);
    }

    String id() {
        return events.peer().connectionId();
    }

    /** Completed when {@code $disconnect} has been told. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    Instant lastActive() {
        return lastActive;
    }

    /** Says how {@code $connect} was answered. */
    void answered(boolean accept) {
        accepted = accept;
        answered.countDown();
    }

    /**
     * Whether the client can be sent to. While {@code $connect} is under way this waits a moment:
     * the function may have told others of the connection already, and will have accepted it soon.
     */
    boolean reachable(Duration patience) {
        try {
            return answered.await(patience.toMillis(), TimeUnit.MILLISECONDS)
                    && accepted
                    && !gone.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sends a text frame without waiting; a client that falls too far behind is cut off. */
    void send(byte[] text) {
        lastActive = all.now();
        if (!outgoing.send(text)) {
            close(CloseStatus.POLICY_VIOLATION, "the client reads too slowly");
        }
    }

    /** Closes politely, and hard if the client does not follow. */
    void close(int code, String reason) {
        if (gone.compareAndSet(false, true) && session != null) {
            if (code == CloseStatus.NORMAL || code >= OWN_CODES) {
                outgoing.write();
            }
            session.close(code, reason, Callback.NOOP);
            all.later(Duration.ofSeconds(5), session::abort);
        }
    }

    /** Asks the client for a sign of life; called in regular rounds. */
    void ping() {
        CoreSession open = session;
        if (open == null || busy) {
            return;
        }
        long activity = framesIn.get() + outgoing.sent();
        silent = activity == seenActivity ? silent + 1 : 0;
        seenActivity = activity;
        if (silent > SILENT_ROUNDS) {
            gone.set(true);
            open.abort();
        } else {
            open.sendFrame(new Frame(OpCode.PING), Callback.NOOP, false);
        }
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        if (gone.get()) {
            opened.abort();
        }
        outgoing.open(opened);
        callback.succeeded();
        opened.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        framesIn.incrementAndGet();
        switch (frame.getOpCode()) {
            case OpCode.PING -> {
                var echo = BufferUtil.copy(frame.getPayload());
                session.sendFrame(new Frame(OpCode.PONG, echo), Callback.NOOP, false);
                callback.succeeded();
                session.demand();
            }
            case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> {
                Incoming.Result result = incoming.take(frame);
                callback.succeeded();
                act(result);
            }
            case OpCode.CLOSE -> callback.succeeded();
            default -> {
                callback.succeeded();
                session.demand();
            }
        }
    }

    private void act(Incoming.Result result) {
        switch (result) {
            case Incoming.Message(String text) -> {
                lastActive = all.now();
                busy = true;
                inTurn(
                        () -> {
                            try {
                                all.received(this, text);
                            } finally {
                                busy = false;
                                session.demand();
                            }
                        });
            }
            case Incoming.Part() -> session.demand();
            case Incoming.Refused(int code, String reason) -> close(code, reason);
        }
    }

    private synchronized void inTurn(Runnable task) {
        work =
                work.handleAsync(
                        (_, _) -> {
                            task.run();
                            return null;
                        },
                        all.workers());
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        gone.set(true);
        callback.succeeded();
        end(status.getCode(), status.getReason());
    }

    /** For a connection whose handshake was not finished after it had been accepted. */
    void abandon() {
        if (accepted && gone.compareAndSet(false, true)) {
            outgoing.discard();
            end(CloseStatus.NO_CLOSE, "handshake not finished");
        }
    }

    private void end(int code, String reason) {
        inTurn(
                () -> {
                    all.closed(this, code, reason);
                    ended.complete(null);
                });
    }
}
