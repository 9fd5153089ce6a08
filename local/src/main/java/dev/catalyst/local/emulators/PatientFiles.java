package dev.catalyst.local.emulators;

import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * H2's files on a disk that may be full: a write waits until there is space, because H2 closes a
 * database for good when a write fails.
 */
public final class PatientFiles extends FilePathWrapper {

    private static final String SCHEME = "patient";

    /** H2 makes instances of its own: what they have in common has to be of the class. */
    private static volatile boolean waiting;

    /** From now on writes wait; the answer is what goes in front of a file's path. */
    static String register() {
        waiting = true;
        FilePath.register(new PatientFiles());
        return SCHEME + ":";
    }

    /** Lets what waits fail. */
    static void giveUp() {
        waiting = false;
    }

    static boolean waits() {
        return waiting;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new PatientChannel(unwrap().open(mode), PatientFiles::waits);
    }
}
