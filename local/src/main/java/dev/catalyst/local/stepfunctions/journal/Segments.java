package dev.catalyst.local.stepfunctions.journal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The files of a journal, each named by the position of its first byte. */
final class Segments implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Segments.class);
    private static final String SUFFIX = ".log";

    /** How a file is opened for writing. */
    @FunctionalInterface
    interface Opening {
        FileChannel open(Path file) throws IOException;
    }

    private final Path directory;
    private final Opening opening;
    private final NavigableMap<Long, FileChannel> byBase = new ConcurrentSkipListMap<>();

    /** For reading: an interrupted reader of a channel would close it for all. */
    private final NavigableMap<Long, RandomAccessFile> readers = new ConcurrentSkipListMap<>();

    Segments(Path directory, Opening opening) throws IOException {
        this.directory = directory;
        this.opening = opening;
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(each -> each.toString().endsWith(SUFFIX)).toList()) {
                byBase.put(base(file), opening.open(file));
            }
        }
    }

    private static long base(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    private Path file(long base) {
        return directory.resolve("%019d%s".formatted(base, SUFFIX));
    }

    static FileChannel open(Path file) throws IOException {
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    }

    /**
     * Gives every whole record in order and returns the position after the last. What follows the
     * last whole record of the last file was being written when the process died: it is cut off.
     */
    long recover(Consumer<Entry> reader) throws IOException {
        long end = lowest();
        for (Map.Entry<Long, FileChannel> segment : byBase.entrySet()) {
            if (segment.getKey() != end) {
                throw damaged(end, "the file that starts with it is missing");
            }
            end += scan(segment.getKey(), segment.getValue(), reader);
            long size = segment.getValue().size();
            if (end - segment.getKey() < size) {
                cut(segment.getKey(), end, size);
            }
        }
        return end;
    }

    private void cut(long base, long end, long size) throws IOException {
        if (base != byBase.lastKey()) {
            throw damaged(end, "a record in " + file(base) + " fails its checksum");
        }
        LOG.warn("{}: dropped {} bytes of a torn last record", file(base), size - (end - base));
        byBase.get(base).truncate(end - base);
        byBase.get(base).force(true);
    }

    private IOException damaged(long position, String why) {
        return new IOException(
                "The journal is damaged at byte %d: %s. Restore %s from a copy, or delete it to"
                                .formatted(position, why, directory)
                        + " start without the executions it holds.");
    }

    /** The length of the whole records. */
    private static long scan(long base, FileChannel channel, Consumer<Entry> reader)
            throws IOException {
        channel.position(0);
        InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        DataInputStream in = new DataInputStream(bytes);
        long offset = 0;
        while (true) {
            try {
                int length = in.readInt();
                int checksum = in.readInt();
                if (!Entry.plausible(length)
                        || offset + Entry.PREFIX_BYTES + length > channel.size()) {
                    return offset;
                }
                byte[] payload = new byte[length];
                in.readFully(payload);
                if (Entry.checksum(ByteBuffer.wrap(payload)) != checksum) {
                    return offset;
                }
                reader.accept(Entry.decode(base + offset, ByteBuffer.wrap(payload)));
                offset += Entry.PREFIX_BYTES + length;
            } catch (EOFException e) {
                return offset;
            }
        }
    }

    /** The channel to append at the position, in a new file if {@code roll}. */
    FileChannel writable(long position, boolean roll) throws IOException {
        if (roll || byBase.isEmpty()) {
            byBase.put(position, opening.open(file(position)));
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
        Map.Entry<Long, FileChannel> last = byBase.lastEntry();
        return last.getValue().position(position - last.getKey());
    }

    /** Takes back what may have been written from a position on, in part or whole. */
    void rewind(long position) throws IOException {
        while (!byBase.isEmpty() && byBase.lastKey() >= position) {
            long base = byBase.lastKey();
            byBase.get(base).close();
            Files.deleteIfExists(file(base));
            byBase.remove(base);
        }
        if (!byBase.isEmpty()) {
            byBase.lastEntry().getValue().truncate(position - byBase.lastKey());
        }
    }

    long lastBase() {
        return byBase.isEmpty() ? 0 : byBase.lastKey();
    }

    Entry read(long position) throws IOException {
        long base = byBase.floorKey(position);
        RandomAccessFile reader = reader(base);
        synchronized (reader) {
            reader.seek(position - base);
            int length = reader.readInt();
            int checksum = reader.readInt();
            if (!Entry.plausible(length)) {
                throw damaged(position, "no record starts there");
            }
            byte[] payload = new byte[length];
            reader.readFully(payload);
            if (Entry.checksum(ByteBuffer.wrap(payload)) != checksum) {
                throw damaged(position, "the record fails its checksum");
            }
            return Entry.decode(position, ByteBuffer.wrap(payload));
        }
    }

    /** The record without its body, and so without a look at its checksum. */
    Entry readHead(long position) throws IOException {
        long base = byBase.floorKey(position);
        RandomAccessFile reader = reader(base);
        byte[] head = new byte[Entry.PREFIX_BYTES + Entry.HEAD_BYTES];
        synchronized (reader) {
            reader.seek(position - base);
            reader.readFully(head);
        }
        return Entry.decode(position, ByteBuffer.wrap(head, Entry.PREFIX_BYTES, Entry.HEAD_BYTES));
    }

    /** Deletes the files that end at or before the position; answers where the first one starts. */
    long forgetBefore(long position) throws IOException {
        while (byBase.size() > 1 && byBase.higherKey(lowest()) <= position) {
            long base = lowest();
            RandomAccessFile reader = readers.remove(base);
            if (reader != null) {
                reader.close();
            }
            byBase.remove(base).close();
            Files.delete(file(base));
        }
        return lowest();
    }

    private long lowest() {
        return byBase.isEmpty() ? 0 : byBase.firstKey();
    }

    private RandomAccessFile reader(long base) throws IOException {
        synchronized (readers) {
            RandomAccessFile reader = readers.get(base);
            if (reader == null) {
                reader = new RandomAccessFile(file(base).toFile(), "r");
                readers.put(base, reader);
            }
            return reader;
        }
    }

    @Override
    public void close() throws IOException {
        for (FileChannel channel : byBase.values()) {
            channel.close();
        }
        for (RandomAccessFile reader : readers.values()) {
            reader.close();
        }
    }
}
