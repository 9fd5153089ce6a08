package dev.catalyst.workspace;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contents of files by tenant and SHA-256. What is written never changes, so what was read once
 * is kept (up to 16 MB per process).
 */
final class Blobs {

    private static final long KEPT = 16L << 20;

    private final S3Client s3;
    private final String bucket;
    private final LinkedHashMap<String, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    Blobs(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    void put(String tenant, String sha256, byte[] content) {
        String key = key(tenant, sha256);
        if (known(key)) {
            return;
        }
        try {
            s3.putObject(
                    put -> put.bucket(bucket).key(key).ifNoneMatch("*"),
                    RequestBody.fromBytes(content));
        } catch (S3Exception e) {
            // 412: it is there already, with these very bytes; 409: another writer is just at it
            if (e.statusCode() == 409) {
                s3.putObject(put -> put.bucket(bucket).key(key), RequestBody.fromBytes(content));
            } else if (e.statusCode() != 412) {
                throw e;
            }
        }
        keep(key, content);
    }

    byte[] get(String tenant, FileRef file) {
        String key = key(tenant, file.sha256());
        byte[] known = kept(key);
        if (known != null) {
            return known;
        }
        byte[] content =
                s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArrayUnsafe();
        keep(key, content);
        return content;
    }

    private static String key(String tenant, String sha256) {
        return "blobs/" + tenant + "/" + sha256;
    }

    private synchronized boolean known(String key) {
        return kept.containsKey(key);
    }

    private synchronized byte @Nullable [] kept(String key) {
        return kept.get(key);
    }

    private synchronized void keep(String key, byte[] content) {
        if (kept.putIfAbsent(key, content) == null) {
            keptBytes += content.length;
        }
        var oldest = kept.entrySet().iterator();
        while (keptBytes > KEPT && oldest.hasNext()) {
            Map.Entry<String, byte[]> entry = oldest.next();
            keptBytes -= entry.getValue().length;
            oldest.remove();
        }
    }
}
