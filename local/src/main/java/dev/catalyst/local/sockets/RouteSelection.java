package dev.catalyst.local.sockets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import java.util.List;
import java.util.Optional;

/** Evaluates a route selection expression such as {@code $request.body.action}. */
final class RouteSelection {

    private static final String PREFIX = "$request.body.";

    private final List<String> fields;

    RouteSelection(String expression) {
        // ${...} is the same in API Gateway
        String plain = expression.replaceAll("^\\$\\{(.*)}$", "\\$$1");
        if (!plain.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "route selection expression "
                            + expression
                            + " is not supported: write $request.body.<field>");
        }
        fields = List.of(plain.substring(PREFIX.length()).split("\\."));
    }

    /** The value that names the route; none if the message is not JSON or lacks the field. */
    Optional<String> select(String message) {
        try {
            JsonNode node = Json.MAPPER.readTree(message);
            for (String field : fields) {
                node = node.path(field);
            }
            return Optional.of(node)
                    .filter(n -> n.isValueNode() && !n.isNull())
                    .map(JsonNode::asText);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
