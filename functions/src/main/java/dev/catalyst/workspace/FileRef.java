package dev.catalyst.workspace;

import dev.catalyst.store.Sha256;

/** A file's content by its address: SHA-256 in hexadecimal digits, and its size in bytes. */
public record FileRef(String sha256, long size) {

    public FileRef {
        if (!sha256.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not a SHA-256 in hexadecimal digits: " + sha256);
        }
        if (size < 0) {
            throw new IllegalArgumentException("a file of " + size + " bytes");
        }
    }

    static FileRef to(byte[] content) {
        return new FileRef(Sha256.hex(content), content.length);
    }
}
