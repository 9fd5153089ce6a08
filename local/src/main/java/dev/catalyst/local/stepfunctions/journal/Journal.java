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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 *
 * <p>A disk that is full or fails does not end it: what could not be made durable is taken back and
 * written anew until the disk takes it. An fsync that failed is not merely repeated, for the second
 * one may succeed without the data. Until then who waits for a commit is told so, and new records
 * are kept in memory behind the others.
 */
public final class Journal implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final long SEGMENT_BYTES = 64L << 20;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    /** Where a record went, and when it is safe there. */
    public record Appended(long position, Commit commit) {}

    private record Chunk(long position, boolean roll, ByteBuffer bytes) {}

    private final Segments segments;
    private final FileChannel lockFile;
    private final FileLock ownership;
    private final long segmentBytes;
    private final Duration betweenTries;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private List<Chunk> waiting = new ArrayList<>();
    private Commit batch = new Commit();
    private Commit writing = Commit.past();
    private long end;
    private long base;
    private boolean closed;
    private boolean failing;

    public Journal(Path directory, Consumer<Entry> reader) throws IOException {
        this(directory, reader, SEGMENT_BYTES, Segments::open, BETWEEN_TRIES);
    }

    /** Reads what there is, then takes appends. */
    Journal(
            Path directory,
            Consumer<Entry> reader,
            long segmentBytes,
            Segments.Opening opening,
            Duration betweenTries)
            throws IOException {
        this.segmentBytes = segmentBytes;
        this.betweenTries = betweenTries;
        Files.createDirectories(directory);
        lockFile =
                FileChannel.open(
                        directory.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        ownership = own(lockFile, directory);
        segments = new Segments(directory, opening);
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
     * @param mark a number of the writer's own
     */
    public Appended append(byte flags, long first, long previous, long mark, byte[] body) {
        lock.lock();
        try {
            if (closed) {
                throw new UncheckedIOException(new IOException("The journal is closed."));
            }
            boolean roll = end - base >= segmentBytes;
            if (roll) {
                base = end;
            }
            long position = end;
            ByteBuffer bytes =
                    Entry.encode(flags, first < 0 ? position : first, previous, mark, body);
            end += bytes.remaining();
            waiting.add(new Chunk(position, roll, bytes));
            work.signal();
            return new Appended(position, batch);
        } finally {
            lock.unlock();
        }
    }

    /** The record at a position that was appended, durable or not. */
    public Entry read(long position) throws IOException {
        awaitWritten(position);
        return segments.read(position);
    }

    /** The same without its body, for walking along a chain. */
    public Entry readHead(long position) throws IOException {
        awaitWritten(position);
        return segments.readHead(position);
    }

    /**
     * Deletes the oldest files as far as they end before a position and answers where the journal
     * begins now: a story that began before that must not be asked for any more.
     */
    public long forgetBefore(long position) throws IOException {
        return segments.forgetBefore(position);
    }

    private void awaitWritten(long position) {
        Commit pending;
        lock.lock();
        try {
            boolean waits = !waiting.isEmpty() && waiting.getFirst().position() <= position;
            pending = waits ? batch : writing;
        } finally {
            lock.unlock();
        }
        pending.await();
    }

    private void write() {
        try {
            for (List<Chunk> chunks = take(); !chunks.isEmpty(); chunks = take()) {
                storeAtLast(chunks);
                writing.settle();
            }
        } catch (IOException | InterruptedException e) {
            fail(e instanceof IOException io ? io : new IOException(e));
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
            if (!taken.isEmpty()) {
                writing = batch;
                batch = new Commit();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Throws what it failed with last if the journal is closed meanwhile. */
    private void storeAtLast(List<Chunk> chunks) throws IOException, InterruptedException {
        while (true) {
            try {
                if (failing) {
                    segments.rewind(chunks.getFirst().position());
                }
                store(chunks);
                recovered();
                return;
            } catch (IOException e) {
                delay(e);
            }
        }
    }

    private void delay(IOException cause) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            if (!failing) {
                LOG.error("the journal cannot be written: executions stand still", cause);
            }
            failing = true;
            var told =
                    new IOException("The journal cannot be written: " + cause.getMessage(), cause);
            writing.delay(told);
            batch.delay(told);
            long left = betweenTries.toNanos();
            while (left > 0 && !closed) {
                left = work.awaitNanos(left);
            }
            if (closed) {
                throw cause;
            }
        } finally {
            lock.unlock();
        }
    }

    private void recovered() {
        if (!failing) {
            return;
        }
        LOG.info("the journal can be written again: executions go on");
        lock.lock();
        try {
            failing = false;
            batch.resume();
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
            buffers.add(chunk.bytes().duplicate());
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

    private void fail(IOException cause) {
        LOG.error("the journal was closed before all could be written", cause);
        lock.lock();
        try {
            writing.fail(cause);
            batch.fail(cause);
        } finally {
            lock.unlock();
        }
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
