package dev.catalyst.local.http;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request as it came in: path and query undecoded, header names in lower case. */
@SuppressWarnings("ArrayRecordComponent") // handed to the function, never compared
record GatewayRequest(
        String method,
        String rawPath,
        String rawQuery,
        Map<String, List<String>> headers,
        byte[] body,
        String protocol,
        String sourceIp,
        int port,
        Instant at,
        String id) {

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }
}
