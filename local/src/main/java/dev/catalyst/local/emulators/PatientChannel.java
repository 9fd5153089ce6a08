package dev.catalyst.local.emulators;

import org.h2.store.fs.FileBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A file whose writes are tried again for as long as that makes sense. */
final class PatientChannel extends FileBase {

    private static final Logger LOG = LoggerFactory.getLogger(PatientChannel.class);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    /** One operation of the file. */
    @FunctionalInterface
    private interface Operation<T> {
        T run() throws IOException;
    }

    private final FileChannel file;
    private final BooleanSupplier patient;

    PatientChannel(FileChannel file, BooleanSupplier patient) {
        this.file = file;
        this.patient = patient;
    }

    private <T> T atLast(Operation<T> operation) throws IOException {
        boolean told = false;
        while (true) {
            try {
                return operation.run();
            } catch (IOException e) {
                if (!file.isOpen() || !patient.getAsBoolean()) {
                    throw e;
                }
                if (!told) {
                    LOG.error("the queues cannot be written: they stand still", e);
                }
                told = true;
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return atLast(() -> file.write(source));
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
        return atLast(() -> file.write(source, position));
    }

    @Override
    public void force(boolean metaData) throws IOException {
        Object _ =
                atLast(
                        () -> {
                            file.force(metaData);
                            return file;
                        });
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        file.truncate(size);
        return this;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return file.read(target);
    }

    @Override
    public synchronized int read(ByteBuffer target, long position) throws IOException {
        return file.read(target, position);
    }

    @Override
    public long position() throws IOException {
        return file.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        file.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        file.close();
    }
}
