package dev.catalyst.sandbox;

import dev.catalyst.lambda.Json;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

import java.util.Optional;

/** The verdicts in the bucket. */
public final class Verdicts {

    private final S3Client s3;
    private final String bucket;

    public Verdicts(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    public static String key(String tenant, String taskId, String runId) {
        return "tasks/" + tenant + "/" + taskId + "/runs/" + runId + ".json";
    }

    public Optional<Verdict> find(String key) {
        try {
            return Optional.of(
                    Json.read(
                            s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String(),
                            Verdict.class));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    void store(String key, Verdict verdict) {
        s3.putObject(
                put -> put.bucket(bucket).key(key).contentType("application/json"),
                RequestBody.fromString(Json.write(verdict)));
    }
}
