package dev.catalyst.lambda;

import dev.catalyst.store.Sha256;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer: status, headers, and a body of text or of base64-encoded bytes. */
public record Reply(int status, Map<String, String> headers, String body, boolean base64) {

    private static final String JSON = "application/json";

    public Reply {
        headers = Map.copyOf(headers);
    }

    public static Reply json(int status, Object body) {
        return new Reply(status, Map.of("Content-Type", JSON), Json.write(body), false);
    }

    /** A single resource: 200 with its ETag. */
    public static Reply resource(Object resource) {
        var reply = json(200, resource);
        return reply.with("ETag", etag(reply.body()));
    }

    /** Something that now exists, and where. */
    public static Reply created(int status, String location, Object resource) {
        var reply = json(status, resource);
        return reply.with("Location", location).with("ETag", etag(reply.body()));
    }

    public static Reply redirect(String location) {
        return new Reply(302, Map.of("Location", location, "Cache-Control", "no-store"), "", false);
    }

    public static Reply text(String contentType, String body) {
        return new Reply(200, Map.of("Content-Type", contentType), body, false);
    }

    public static Reply bytes(String contentType, byte[] body) {
        return new Reply(
                200,
                Map.of("Content-Type", contentType),
                Base64.getEncoder().encodeToString(body),
                true);
    }

    public Reply with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, more, body, base64);
    }

    Reply notModified() {
        return new Reply(304, Map.of("ETag", headers.get("ETag")), "", false);
    }

    /** The entity tag of a representation: half of its SHA-256. */
    public static String etag(String body) {
        return '"' + Sha256.hex(body.getBytes(StandardCharsets.UTF_8)).substring(0, 32) + '"';
    }
}
