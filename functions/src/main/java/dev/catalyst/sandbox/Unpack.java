package dev.catalyst.sandbox;

import dev.catalyst.workspace.Workspace;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Unpacks a zip below a folder: plain files only, nothing outside, nothing beyond the bounds. */
final class Unpack {

    private Unpack() {}

    static void into(Path folder, InputStream zip) throws IOException {
        long left = Workspace.MOST_BYTES;
        int files = 0;
        try (var entries = new ZipInputStream(zip)) {
            for (ZipEntry entry = entries.getNextEntry();
                    entry != null;
                    entry = entries.getNextEntry()) {
                if (entry.isDirectory()) {
                    continue;
                }
                if (++files > Workspace.MOST_FILES) {
                    throw new IOException("more than " + Workspace.MOST_FILES + " files");
                }
                left -= write(entries, place(folder, entry.getName()), left);
            }
        }
    }

    private static Path place(Path folder, String name) throws IOException {
        Path place = folder.resolve(name).normalize();
        if (name.startsWith("/") || !place.startsWith(folder) || place.equals(folder)) {
            throw new IOException("a file outside of the project: " + name);
        }
        return place;
    }

    private static long write(InputStream in, Path file, long most) throws IOException {
        Files.createDirectories(file.getParent());
        // a new file each: never through a link
        try (OutputStream out =
                Files.newOutputStream(file, java.nio.file.StandardOpenOption.CREATE_NEW)) {
            byte[] buffer = new byte[8192];
            long written = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                written += read;
                if (written > most) {
                    throw new IOException("more than " + Workspace.MOST_BYTES + " bytes unpacked");
                }
                out.write(buffer, 0, read);
            }
            return written;
        }
    }
}
