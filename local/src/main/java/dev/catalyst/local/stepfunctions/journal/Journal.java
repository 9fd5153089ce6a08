package dev.catalyst.local.stepfunctions.journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An append-only log with group commit.
 *
 * <p>Durability: a record counts as durable once it is written and fsync'ed, so it outlives a
 * killed process and a lost power supply alike. One thread writes: while it waits for the disk, new
 * records gather, and one fsync settles them all, whoever they belong to. A record that was being
 * written at a crash is dropped at the next start; all before it are kept.
 */
public final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long SEGMENT_BYTES = 64L << 20;

    /** Where a record went, and when it is safe there. */
    public record Appended(long position, CompletableFuture<Void> durable) {}

    private record Chunk(long position, boolean roll, ByteBuffer bytes) {}

    private final Segments segments;
    private final FileChannel lockFile;
    private final FileLock ownership;
    private final long segmentBytes;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private List<Chunk> waiting = new ArrayList<>();
    private CompletableFuture<Void> batch = new CompletableFuture<>();
    private long end;
    private long base;
    private boolean closed;
    private IOException failure;

    public Journal(Path directory, Consumer<Entry> reader) throws IOException {
        this(directory, reader, SEGMENT_BYTES);
    }

    /** Reads what there is, then takes appends. */
    Journal(Path directory, Consumer<Entry> reader, long segmentBytes) throws IOException {
        this.segmentBytes = segmentBytes;
        Files.createDirectories(directory);
        lockFile =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        ownership = own(lockFile, directory);
        segments = new Segments(directory);
        end = segments.recover(reader);
        base = segments.lastBase();
        writer = Thread.ofPlatform().name("journal").daemon().start(this::write);
    }

    private static FileLock own(FileChannel file, Path directory) throws IOException {
        FileLock held;
        try {
            held = file.tryLock();
        } catch (java.nio.channels.OverlappingFileLockException e) {
            held = null;
        }
        if (held == null) {
            file.close();
            throw new IOException(
                    "Another process uses " + directory + ": stop it, or use another directory.");
        }
        return held;
    }

    /**
     * Appends a record.
     *
     * @param first the story's first record; -1 if this is it
     * @param previous the story's last record; -1 if there is none
     */
    public Appended append(byte flags, long first, long previous, byte[] body) {
        lock.lock();
        try {
            if (failure != null || closed) {
                throw new UncheckedIOException(unusable());
            }
            boolean roll = end - base >= segmentBytes;
            if (roll) {
                base = end;
            }
            long position = end;
            ByteBuffer bytes =
                    new Entry(position, flags, first < 0 ? position : first, previous, body)
                            .encode();
            end += bytes.remaining();
            waiting.add(new Chunk(position, roll, bytes));
            work.signal();
            return new Appended(position, batch);
        } finally {
            lock.unlock();
        }
    }

    private IOException unusable() {
        return failure != null
                ? new IOException("The journal cannot be written: " + failure.getMessage(), failure)
                : new IOException("The journal is closed.");
    }

    /** The record at a position that was appended, durable or not. */
    public Entry read(long position) throws IOException {
        CompletableFuture<Void> pending;
        lock.lock();
        try {
            pending = waiting.isEmpty() && !writing ? null : writing ? current : batch;
            if (!waiting.isEmpty()) {
                pending = batch;
            }
        } finally {
            lock.unlock();
        }
        if (pending != null) {
            pending.join();
        }
        return segments.read(position);
    }

    private boolean writing;
    private CompletableFuture<Void> current;

    private void write() {
        try {
            while (true) {
                List<Chunk> chunks = take();
                if (chunks.isEmpty()) {
                    return;
                }
                store(chunks);
                finish();
            }
        } catch (IOException | InterruptedException e) {
            fail(e);
        }
    }

    /** The records to write next; empty when the journal is closed and nothing is left. */
    private List<Chunk> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !closed) {
                work.await();
            }
            List<Chunk> taken = waiting;
            waiting = new ArrayList<>();
            current = batch;
            batch = new CompletableFuture<>();
            writing = !taken.isEmpty();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void store(List<Chunk> chunks) throws IOException {
        FileChannel channel = segments.writable(chunks.getFirst().position(), false);
        List<ByteBuffer> buffers = new ArrayList<>(chunks.size());
        for (Chunk chunk : chunks) {
            if (chunk.roll()) {
                writeAll(channel, buffers);
                channel.force(false);
                buffers.clear();
                channel = segments.writable(chunk.position(), true);
            }
            buffers.add(chunk.bytes());
        }
        writeAll(channel, buffers);
        channel.force(false);
    }

    private static void writeAll(FileChannel channel, List<ByteBuffer> buffers) throws IOException {
        ByteBuffer[] all = buffers.toArray(ByteBuffer[]::new);
        int done = 0;
        while (done < all.length) {
            channel.write(all, done, all.length - done);
            while (done < all.length && !all[done].hasRemaining()) {
                done++;
            }
        }
    }

    private void finish() {
        CompletableFuture<Void> settled;
        lock.lock();
        try {
            settled = current;
            writing = false;
        } finally {
            lock.unlock();
        }
        settled.complete(null);
    }

    private void fail(Exception cause) {
        LOG.error("the journal cannot be written: executions stand still until a restart", cause);
        CompletableFuture<Void> lost;
        CompletableFuture<Void> behind;
        lock.lock();
        try {
            failure = cause instanceof IOException io ? io : new IOException(cause);
            lost = current;
            behind = batch;
            writing = false;
        } finally {
            lock.unlock();
        }
        if (lost != null) {
            lost.completeExceptionally(failure);
        }
        behind.completeExceptionally(failure);
    }

    /** Writes what is waiting and lets the directory go. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        segments.close();
        ownership.release();
        lockFile.close();
    }
}
