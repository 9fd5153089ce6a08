package dev.catalyst.local.stepfunctions.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Opens files of a disk that can be full, or fail to make durable what it took. */
final class FailingDisk {

    private int space = Integer.MAX_VALUE;
    private boolean fsyncFails;

    /** Takes so many bytes more; what is written beyond is refused, after a part of it. */
    synchronized void is(int freeBytes, boolean failing) {
        space = freeBytes;
        fsyncFails = failing;
    }

    FileChannel open(Path file) throws IOException {
        return new Channel(Segments.open(file));
    }

    private synchronized int take(int bytes) throws IOException {
        if (space == 0) {
            throw new IOException("No space left on device");
        }
        int taken = Math.min(bytes, space);
        space -= space == Integer.MAX_VALUE ? 0 : taken;
        return taken;
    }

    private synchronized void sync() throws IOException {
        if (fsyncFails) {
            throw new IOException("Input/output error");
        }
    }

    private final class Channel extends FileChannel {
        private final FileChannel file;

        Channel(FileChannel file) {
            this.file = file;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int bytes = take(source.remaining());
            int written = file.write(source.slice(source.position(), bytes));
            source.position(source.position() + written);
            return written;
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            return write(sources[offset]);
        }

        @Override
        public void force(boolean metaData) throws IOException {
            sync();
            file.force(metaData);
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            file.truncate(size);
            return this;
        }

        @Override
        public FileChannel position(long position) throws IOException {
            file.position(position);
            return this;
        }

        @Override
        public long position() throws IOException {
            return file.position();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return file.read(target);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            file.close();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
