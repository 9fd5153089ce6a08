package dev.catalyst.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** A disk of a test's own, in memory, which can be filled to its last byte. */
public record SmallDisk(Path folder) implements AutoCloseable {

    private static final String BALLAST = "ballast";

    /** None where this user may not mount one. */
    public static Optional<SmallDisk> mount(Path folder) throws IOException, InterruptedException {
        var command =
                new String[] {"mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder.toString()};
        return run(command) == 0 ? Optional.of(new SmallDisk(folder)) : Optional.empty();
    }

    public void fill() throws IOException {
        try (var file =
                FileChannel.open(
                        folder.resolve(BALLAST),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND)) {
            for (int bytes = 1 << 20; bytes > 0; bytes /= 2) {
                while (took(file, bytes)) {
                    // until this many do not fit
                }
            }
        }
    }

    private static boolean took(FileChannel file, int bytes) {
        try {
            return file.write(ByteBuffer.allocate(bytes)) == bytes;
        } catch (IOException full) {
            return false;
        }
    }

    public void makeRoom() throws IOException {
        Files.deleteIfExists(folder.resolve(BALLAST));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "-l", folder.toString());
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }
}
