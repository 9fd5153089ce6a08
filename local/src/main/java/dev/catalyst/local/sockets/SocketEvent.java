package dev.catalyst.local.sockets;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.Arns;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes what happens on a connection as the events that a function gets from a WebSocket API.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html">AWS
 *     documentation</a>
 */
record SocketEvent(Peer peer, String apiId, String stage, Optional<ObjectNode> authorizer) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** Who is at the other end, as told when it connected. */
    record Peer(
            String connectionId,
            Instant connectedAt,
            String sourceIp,
            String userAgent,
            String domainName,
            Map<String, List<String>> headers,
            Map<String, List<String>> query) {}

    /** The events of a client of whom the authorizer has told this. */
    SocketEvent authorized(ObjectNode context) {
        return new SocketEvent(peer, apiId, stage, Optional.of(context));
    }

    /** What the authorizer is asked. */
    byte[] authorize(Instant now) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("type", "REQUEST");
        event.put("methodArn", Arns.of("execute-api", apiId + "/" + stage + "/$connect"));
        request(event);
        context(event, "$connect", "CONNECT", now);
        return bytes(event);
    }

    byte[] connect(Instant now) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        request(event);
        context(event, "$connect", "CONNECT", now);
        return bytes(event);
    }

    private void request(ObjectNode event) {
        single(peer.headers(), event.putObject("headers"));
        event.set("multiValueHeaders", Json.MAPPER.valueToTree(peer.headers()));
        if (!peer.query().isEmpty()) {
            single(peer.query(), event.putObject("queryStringParameters"));
            event.set("multiValueQueryStringParameters", Json.MAPPER.valueToTree(peer.query()));
        }
    }

    byte[] message(String route, String body, Instant now) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        context(event, route, "MESSAGE", now).put("messageId", UUID.randomUUID().toString());
        event.put("body", body);
        return bytes(event);
    }

    byte[] disconnect(int code, String reason, Instant now) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        single(peer.headers(), event.putObject("headers"));
        event.set("multiValueHeaders", Json.MAPPER.valueToTree(peer.headers()));
        context(event, "$disconnect", "DISCONNECT", now)
                .put("disconnectStatusCode", code)
                .put("disconnectReason", reason == null ? "" : reason);
        return bytes(event);
    }

    /** Of several values of one name the last counts. */
    private static void single(Map<String, List<String>> values, ObjectNode into) {
        values.forEach((name, all) -> into.put(name, all.getLast()));
    }

    private ObjectNode context(ObjectNode event, String route, String type, Instant now) {
        ObjectNode context = event.putObject("requestContext");
        context.put("routeKey", route);
        context.put("eventType", type);
        context.put("extendedRequestId", UUID.randomUUID().toString());
        context.put("requestTime", TIME.format(now));
        context.put("messageDirection", "IN");
        context.put("stage", stage);
        context.put("connectedAt", peer.connectedAt().toEpochMilli());
        context.put("requestTimeEpoch", now.toEpochMilli());
        ObjectNode identity = context.putObject("identity");
        identity.put("sourceIp", peer.sourceIp());
        identity.put("userAgent", peer.userAgent());
        context.put("requestId", UUID.randomUUID().toString());
        context.put("domainName", peer.domainName());
        context.put("connectionId", peer.connectionId());
        context.put("apiId", apiId);
        authorizer.ifPresent(told -> context.set("authorizer", told));
        event.put("isBase64Encoded", false);
        return context;
    }

    private static byte[] bytes(ObjectNode event) {
        return Json.bytes(event);
    }
}
