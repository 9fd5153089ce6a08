package dev.catalyst.local.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Puts a task's archive on disk: whole or not at all, and nothing outside of its folder. */
final class Application {

    private static final int MOST_FILES = 10_000;
    private static final long MOST_BYTES = 500L << 20;
    private static final int LONGEST_NAME = 40;

    /** What a prompt begins with that says nothing of the thing. */
    private static final Set<String> OPENING =
            Set.of(
                    "please",
                    "build",
                    "create",
                    "make",
                    "write",
                    "develop",
                    "generate",
                    "me",
                    "us",
                    "a",
                    "an",
                    "the");

    private Application() {}

    /** A folder's name for the prompt: its words in ASCII, {@code app} if there are none. */
    static String slug(String prompt) {
        var plain = Normalizer.normalize(prompt, Normalizer.Form.NFKD).replaceAll("\\p{M}", "");
        var words =
                Arrays.stream(plain.toLowerCase(Locale.ROOT).split("[^a-z0-9]+"))
                        .dropWhile(word -> word.isEmpty() || OPENING.contains(word))
                        .collect(Collectors.joining("-"));
        if (words.length() > LONGEST_NAME) {
            int end = words.lastIndexOf('-', LONGEST_NAME);
            words = words.substring(0, end > 0 ? end : LONGEST_NAME);
        }
        return words.isEmpty() ? "app" : words;
    }

    /**
     * Unpacks the archive as the first of {@code name}, {@code name-2} ... that is free in the
     * folder.
     */
    static Path place(Path zip, Path folder, String name) throws IOException {
        while (true) {
            var target = free(folder, name);
            try {
                unpack(zip, target);
                return target;
            } catch (DirectoryNotEmptyException e) {
                // another run has just taken the name: the next one
            }
        }
    }

    private static Path free(Path folder, String name) {
        return Stream.iterate(1, number -> number + 1)
                .map(number -> folder.resolve(number == 1 ? name : name + "-" + number))
                .filter(path -> !Files.exists(path))
                .findFirst()
                .orElseThrow();
    }

    /** Unpacks the archive as the folder, which must be absent or empty. */
    static void unpack(Path zip, Path folder) throws IOException {
        var parent = folder.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        var building = Files.createTempDirectory(parent, ".unpacking-");
        try {
            fill(building, zip);
            open(building);
            Files.deleteIfExists(folder);
            Files.move(building, folder, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            delete(building);
        }
    }

    private static void fill(Path folder, Path zip) throws IOException {
        try (var archive = new ZipFile(zip.toFile())) {
            if (archive.size() > MOST_FILES) {
                throw new ZipException("more than " + MOST_FILES + " files");
            }
            long left = MOST_BYTES;
            for (var entry : archive.stream().toList()) {
                var target = target(folder, entry);
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                left -= copy(archive, entry, target, left);
            }
        }
    }

    /** Bytes are counted as they come: an archive may lie about its sizes. */
    private static long copy(ZipFile archive, ZipEntry entry, Path target, long most)
            throws IOException {
        try (var in = archive.getInputStream(entry);
                var out = Files.newOutputStream(target)) {
            var buffer = new byte[8192];
            long written = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                written += read;
                if (written > most) {
                    throw new ZipException("more than " + MOST_BYTES + " bytes");
                }
                out.write(buffer, 0, read);
            }
            return written;
        }
    }

    private static Path target(Path folder, ZipEntry entry) throws ZipException {
        try {
            var name = entry.getName();
            var target = folder.resolve(name).normalize();
            if (target.startsWith(folder) && !target.equals(folder) && !name.contains("\\")) {
                return target;
            }
        } catch (InvalidPathException e) {
            throw unsafe(entry, e);
        }
        throw unsafe(entry, null);
    }

    private static ZipException unsafe(ZipEntry entry, Exception cause) {
        var refused = new ZipException("unsafe name " + Paint.harmless(entry.getName()));
        refused.initCause(cause);
        return refused;
    }

    /** A temporary folder is its owner's alone; the application is like any other folder. */
    private static void open(Path folder) throws IOException {

        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder())
                    .forEach(
                            path -> {
                                try {
                                    Files.delete(path);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        }
    }
}
