package dev.catalyst.store;

import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** A bucket in memory, for tests. */
public final class MemoryS3 implements S3Client {

    public final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        try (var content = body.contentStreamProvider().newStream()) {
            objects.put(request.key(), content.readAllBytes());
            return PutObjectResponse.builder().build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another bucket with the same objects. */
    public MemoryS3 copy() {
        var copy = new MemoryS3();
        copy.objects.putAll(objects);
        return copy;
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        if (!objects.containsKey(request.key())) {
            throw NoSuchKeyException.builder().message(request.key()).build();
        }
        return HeadObjectResponse.builder().build();
    }

    @Override
    public <T> T getObject(
            GetObjectRequest request, ResponseTransformer<GetObjectResponse, T> transformer) {
        byte[] found = objects.get(request.key());
        if (found == null) {
            throw NoSuchKeyException.builder().message(request.key()).build();
        }
        var response = GetObjectResponse.builder().contentLength((long) found.length).build();
        try {
            return transformer.transform(
                    response, AbortableInputStream.create(new ByteArrayInputStream(found)));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
        return getObject(request, ResponseTransformer.toInputStream());
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
