package dev.catalyst.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.Arns;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes a request as the event that a function gets from an HTTP API, payload format 2.0.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">AWS
 *     documentation</a>
 */
final class HttpEvent {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** Between client and gateway only, or told elsewhere in the event. */
    private static final Set<String> NOT_PASSED_ON =
            Set.of(
                    "connection",
                    "cookie",
                    "expect",
                    "keep-alive",
                    "te",
                    "transfer-encoding",
                    "upgrade");

    private HttpEvent() {}

    static ObjectNode of(GatewayRequest request, Routes.Match match, String apiId) {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("version", "2.0");
        event.put("routeKey", match.key());
        event.put("rawPath", request.rawPath());
        event.put("rawQueryString", request.rawQuery());
        cookies(request, event);
        headers(request, event.putObject("headers"));
        Map<String, List<String>> query = QueryString.parse(request.rawQuery());
        if (!query.isEmpty()) {
            ObjectNode parameters = event.putObject("queryStringParameters");
            query.forEach((name, values) -> parameters.put(name, String.join(",", values)));
        }
        context(request, match, apiId, event.putObject("requestContext"));
        if (!match.parameters().isEmpty()) {
            event.set("pathParameters", Json.MAPPER.valueToTree(match.parameters()));
        }
        body(request, event);
        return event;
    }

    private static void cookies(GatewayRequest request, ObjectNode event) {
        List<String> sent = request.headers().getOrDefault("cookie", List.of());
        if (!sent.isEmpty()) {
            var cookies = event.putArray("cookies");
            sent.stream()
                    .flatMap(line -> List.of(line.split(";")).stream())
                    .map(String::strip)
                    .filter(cookie -> !cookie.isEmpty())
                    .forEach(cookies::add);
        }
    }

    private static void headers(GatewayRequest request, ObjectNode headers) {
        request.headers()
                .forEach(
                        (name, values) -> {
                            if (!NOT_PASSED_ON.contains(name)) {
                                headers.put(name, String.join(",", values));
                            }
                        });
        headers.put("x-forwarded-for", request.sourceIp());
        headers.put("x-forwarded-port", String.valueOf(request.port()));
        headers.put("x-forwarded-proto", "http");
    }

    private static void context(
            GatewayRequest request, Routes.Match match, String apiId, ObjectNode context) {
        String domain = request.header("host").orElse("localhost");
        context.put("accountId", Arns.ACCOUNT);
        context.put("apiId", apiId);
        context.put("domainName", domain);
        context.put("domainPrefix", domain.split("[.:]", 2)[0]);
        ObjectNode http = context.putObject("http");
        http.put("method", request.method());
        http.put("path", request.rawPath());
        http.put("protocol", request.protocol());
        http.put("sourceIp", request.sourceIp());
        http.put("userAgent", request.header("user-agent").orElse(""));
        context.put("requestId", request.id());
        context.put("routeKey", match.key());
        context.put("stage", "$default");
        context.put("time", TIME.format(request.at()));
        context.put("timeEpoch", request.at().toEpochMilli());
    }

    private static void body(GatewayRequest request, ObjectNode event) {
        boolean binary = false;
        if (request.body().length > 0) {
            String kind = request.header("content-type").orElse("");
            String text = textual(kind) ? utf8(request.body()) : null;
            binary = text == null;
            event.put("body", binary ? Base64.getEncoder().encodeToString(request.body()) : text);
        }
        event.put("isBase64Encoded", binary);
    }

    private static boolean textual(String contentType) {
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/")
                || Set.of("application/json", "application/xml", "application/javascript")
                        .contains(type)
                || type.endsWith("+json")
                || type.endsWith("+xml");
    }

    private static String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
