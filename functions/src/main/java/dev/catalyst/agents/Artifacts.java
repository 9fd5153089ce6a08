package dev.catalyst.agents;

import dev.catalyst.lambda.Json;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.workspace.Spool;

import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What agents hand to each other: JSON documents of a task in the bucket. */
public final class Artifacts {

    private final S3Client s3;
    private final String bucket;

    public Artifacts(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /** Stores a document and gives its key; a retry that names it again writes the same again. */
    public String put(TaskKey task, String name, Object value) {
        return putText(task, name, Json.write(value));
    }

    String putText(TaskKey task, String name, String json) {
        String key = task.prefix() + name + ".json";
        s3.putObject(
                put -> put.bucket(bucket).key(key).contentType("application/json"),
                RequestBody.fromString(json));
        return key;
    }

    /** Stores an object of any size and gives its key. */
    public String put(TaskKey task, String name, String contentType, Spool object) {
        String key = task.prefix() + name;
        object.store(s3, bucket, key, contentType);
        return key;
    }

    public <T> T get(String key, Class<T> type) {
        return Json.read(text(key), type);
    }

    String text(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asUtf8String();
    }
}
