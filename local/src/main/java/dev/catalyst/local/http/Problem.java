package dev.catalyst.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;

import org.eclipse.jetty.http.HttpStatus;

import java.util.List;
import java.util.Map;

/** An error that the gateway itself answers, as RFC 9457 writes it. */
public record Problem(int status, String detail) {

    /** The answer to the request of this path and id. */
    public HttpAnswer answer(String path, String requestId) {
        return new HttpAnswer(
                status,
                List.of(
                        Map.entry("Content-Type", "application/problem+json"),
                        Map.entry(RequestId.HEADER, requestId)),
                Json.bytes(json(path, requestId)));
    }

    public ObjectNode json(String path, String requestId) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("type", "about:blank");
        body.put("title", HttpStatus.getMessage(status));
        body.put("status", status);
        body.put("detail", detail);
        body.put("instance", path);
        body.put("request_id", requestId);
        return body;
    }
}
