package dev.catalyst.local.http;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What goes back to the client; header names may repeat. */
@SuppressWarnings("ArrayRecordComponent") // written to the socket, never compared
public record HttpAnswer(int status, List<Map.Entry<String, String>> headers, byte[] body) {

    /** The gateway sets these for itself, whatever a function says. */
    private static final Set<String> OWN =
            Set.of("connection", "content-length", "keep-alive", "transfer-encoding", "upgrade");

    public HttpAnswer {
        headers = List.copyOf(headers);
    }

    /**
     * Reads a function's answer in payload format 2.0: a {@code statusCode} with headers, cookies
     * and body, or any other JSON, which is then a body with status 200. Throws {@link
     * IllegalArgumentException} if it is neither.
     */
    public static HttpAnswer of(byte[] output) {
        JsonNode answer = parse(output);
        if (!answer.isObject() || !answer.has("statusCode")) {
            String body = answer.isTextual() ? answer.textValue() : answer.toString();
            return new HttpAnswer(
                    200,
                    List.of(Map.entry("Content-Type", "application/json")),
                    body.getBytes(StandardCharsets.UTF_8));
        }
        int status = status(answer.get("statusCode"));
        byte[] body = body(answer);
        var headers = headers(answer);
        if (body.length > 0 && headers.stream().noneMatch(h -> is(h, "content-type"))) {
            headers.add(Map.entry("Content-Type", "text/plain;charset=UTF-8"));
        }
        return new HttpAnswer(status, headers, body);
    }

    private static JsonNode parse(byte[] output) {
        try {
            return Json.MAPPER.readTree(output);
        } catch (IOException e) {
            throw new IllegalArgumentException("the function's answer is not JSON", e);
        }
    }

    private static int status(JsonNode node) {
        int status = node.asInt();
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException(
                    "the function's statusCode is " + node + ", not a number from 200 to 599");
        }
        return status;
    }

    private static byte[] body(JsonNode answer) {
        JsonNode body = answer.path("body");
        if (body.isMissingNode() || body.isNull()) {
            return new byte[0];
        }
        String text = body.isTextual() ? body.textValue() : body.toString();
        return answer.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text)
                : text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Map.Entry<String, String>> headers(JsonNode answer) {
        var headers = new ArrayList<Map.Entry<String, String>>();
        JsonNode multiple = answer.path("multiValueHeaders");
        multiple.forEachEntry(
                (name, values) -> values.forEach(v -> headers.add(Map.entry(name, v.asText()))));
        answer.path("headers")
                .forEachEntry(
                        (name, value) -> {
                            if (!multiple.has(name) && !value.isNull()) {
                                headers.add(Map.entry(name, value.asText()));
                            }
                        });
        answer.path("cookies").forEach(c -> headers.add(Map.entry("Set-Cookie", c.asText())));
        headers.removeIf(h -> OWN.contains(h.getKey().toLowerCase(Locale.ROOT)));
        return headers;
    }

    /** This answer with further headers; those that it had of the same prefix are dropped. */
    HttpAnswer with(Map<String, String> further, String instead) {
        var all = new ArrayList<>(headers);
        all.removeIf(h -> h.getKey().toLowerCase(Locale.ROOT).startsWith(instead));
        all.addAll(further.entrySet());
        return new HttpAnswer(status, all, body);
    }

    /** The first header of this name. */
    public Optional<String> header(String name) {
        return headers.stream().filter(h -> is(h, name)).map(Map.Entry::getValue).findFirst();
    }

    static boolean is(Map.Entry<String, String> header, String name) {
        return header.getKey().equalsIgnoreCase(name);
    }

    /** Writes it as the whole response; a HEAD request gets the headers alone. */
    public void write(Response response, boolean head) throws IOException {
        response.setStatus(status);
        headers.forEach(h -> response.getHeaders().add(h.getKey(), h.getValue()));
        boolean bodiless = status == 204 || status == 304;
        if (!bodiless) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        }
        Content.Sink.write(response, true, ByteBuffer.wrap(head || bodiless ? new byte[0] : body));
    }
}
