package dev.catalyst.local.sockets;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.http.HttpAnswer;

import org.eclipse.jetty.websocket.core.CloseStatus;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** API Gateway's management API: {@code POST}, {@code GET} and {@code DELETE /@connections/id}. */
final class Management {

    private static final int PAYLOAD_BYTES = 128 * 1024;

    /** How long a call waits for a {@code $connect} that is under way. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Connections connections;

    Management(Connections connections) {
        this.connections = connections;
    }

    /**
     * @param closeCode what a DELETE asks the client to be told; API Gateway knows no such wish and
     *     says 1000
     */
    HttpAnswer call(String method, String id, byte[] body, OptionalInt closeCode) {
        Optional<Connection> found = connections.find(id).filter(c -> c.reachable(PATIENCE));
        if (found.isEmpty()) {
            return error(410, "GoneException", "the connection " + id + " is not open");
        }
        return switch (method) {
            case "POST" -> post(found.get(), body);
            case "GET" -> get(found.get());
            case "DELETE" -> {
                found.get().close(closeCode.orElse(CloseStatus.NORMAL), "closed by the server");
                yield empty(204);
            }
            default -> error(405, "MethodNotAllowedException", "POST, GET or DELETE");
        };
    }

    private static HttpAnswer post(Connection connection, byte[] body) {
        if (body.length > PAYLOAD_BYTES) {
            return error(413, "PayloadTooLargeException", "a message may have 128 KB");
        }
        if (!isText(body)) {
            return error(400, "BadRequestException", "a message must be UTF-8 text");
        }
        connection.send(body);
        return empty(200);
    }

    private static boolean isText(byte[] body) {
        for (byte b : body) {
            if (b < 0) {
                return decodes(body);
            }
        }
        return true;
    }

    private static boolean decodes(byte[] body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).hasArray();
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static HttpAnswer get(Connection connection) {
        ObjectNode found = Json.MAPPER.createObjectNode();
        found.put("connectedAt", connection.events().peer().connectedAt().toString());
        ObjectNode identity = found.putObject("identity");
        identity.put("sourceIp", connection.events().peer().sourceIp());
        identity.put("userAgent", connection.events().peer().userAgent());
        found.put("lastActiveAt", connection.lastActive().toString());
        return json(200, found, List.of());
    }

    private static HttpAnswer error(int status, String type, String message) {
        ObjectNode error = Json.MAPPER.createObjectNode().put("message", message);
        return json(status, error, List.of(Map.entry("x-amzn-ErrorType", type)));
    }

    private static HttpAnswer json(
            int status, ObjectNode body, List<Map.Entry<String, String>> headers) {
        var all = new ArrayList<>(headers);
        all.add(Map.entry("Content-Type", "application/json"));
        return new HttpAnswer(status, all, Json.bytes(body));
    }

    private static HttpAnswer empty(int status) {
        return new HttpAnswer(status, List.of(), new byte[0]);
    }
}
