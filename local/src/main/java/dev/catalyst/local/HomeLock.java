package dev.catalyst.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second host out of a home; a process that dies lets go of it by dying. */
final class HomeLock implements AutoCloseable {

    private static final String FILE = "host.lock";

    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Throws {@link HostUnavailable.HomeInUse} if another host has it. */
    static HomeLock take(Path home) {
        FileChannel channel = null;
        try {
            Files.createDirectories(home);
            channel =
                    FileChannel.open(
                            home.resolve(FILE),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (lock(channel)) {
                return new HomeLock(channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new HostUnavailable("CATALYST_HOME=%s cannot be used: %s".formatted(home, e), e);
        }
        throw new HostUnavailable.HomeInUse(
                "Another host serves from %s. Use it, stop it, or set CATALYST_HOME to another folder."
                        .formatted(home));
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // held by a host in this very process
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
