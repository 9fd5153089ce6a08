package dev.catalyst.sandbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The folder of one run, and what lies in it: the same paths inside the isolation as outside.
 *
 * @param root the run's own; inside, all that can be written lies below it
 */
public record RunFolder(Path root) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final String PREFIX = "catalyst-run-";
    private static final Pattern OWNER = Pattern.compile(PREFIX + "(\\d{1,18})-");

    /** A new one below the folder, after those were cleared away whose process was killed. */
    public static RunFolder create(Path parent) throws IOException {
        sweep(parent);
        var folder =
                new RunFolder(
                        Files.createTempDirectory(
                                        parent, PREFIX + ProcessHandle.current().pid() + "-")
                                .toRealPath());
        for (Path part : List.of(folder.input(), folder.driver(), folder.work(), folder.tmp())) {
            Files.createDirectory(part);
        }
        Files.createFile(folder.report());
        return folder;
    }

    /** The files as they came; read only inside. */
    public Path input() {
        return root.resolve("input");
    }

    /** What is run beside the code; read only inside. */
    public Path driver() {
        return root.resolve("driver");
    }

    /** Where the code runs, on a copy of the files; gone after the run. */
    public Path work() {
        return root.resolve("work");
    }

    public Path tmp() {
        return root.resolve("tmp");
    }

    /** The one file that comes out. */
    public Path report() {
        return root.resolve("report");
    }

    /** Deletes all of it; links are deleted, not followed. */
    @Override
    public void close() throws IOException {
        Files.walkFileTree(root, new Deletion());
    }

    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
            for (Path root : left) {
                var owner = OWNER.matcher(root.getFileName().toString());
                if (owner.lookingAt()
                        && ProcessHandle.of(Long.parseLong(owner.group(1))).isEmpty()) {
                    clear(new RunFolder(root));
                }
            }
        }
    }

    private static void clear(RunFolder left) {
        ProcessTree.runningIn(left.tmp()).forEach(ProcessHandle::destroyForcibly);
        try {
            left.close();
        } catch (IOException e) {
            // another user's, or written to until now: no reason to refuse the run at hand
            LOG.warn("{} is left from a killed process and cannot be deleted: {}", left.root, e);
        }
    }

    /** What is gone already, by another run that sweeps too, is as good as deleted. */
    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // the code may have taken the permissions away; what cannot be mended is told of by the
            // deletion
            try {
                if (!Files.isExecutable(folder) || !Files.isWritable(folder)) {
                    Files.setPosixFilePermissions(
                            folder, PosixFilePermissions.fromString("rwx------"));
                }
            } catch (IOException e) {
                return FileVisitResult.CONTINUE;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw e;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException e) throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
        }
    }
}
