package dev.catalyst.workspace;

import dev.catalyst.store.Sha256;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An object on its way to the bucket: it lies on disk, so that memory does not grow with it. */
public final class Spool implements AutoCloseable {

    private final Path file;

    public Spool() {
        try {
            file = Files.createTempFile("catalyst-", ".spool");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What writes the object. */
    @FunctionalInterface
    public interface Writing<T> {
        T to(OutputStream out) throws IOException;
    }

    /** Has the object written, from its beginning. */
    public <T> T write(Writing<T> writing) {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            return writing.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The object's SHA-256 in hexadecimal digits. */
    public String sha256() {
        try (var in = Files.newInputStream(file)) {
            return Sha256.hex(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores the object, in place of what may be there. */
    public void store(S3Client s3, String bucket, String key, String contentType) {
        s3.putObject(
                put -> put.bucket(bucket).key(key).contentType(contentType),
                RequestBody.fromFile(file));
    }

    @Override
    public void close() {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
