package dev.catalyst.local.sockets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.http.Problem;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.WebSocketApi;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Asks a WebSocket API's authorizer, which answers with a policy, before a client connects.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html">AWS
 *     documentation</a>
 */
final class ConnectAuthorizer {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectAuthorizer.class);

    /** The error with which an authorizer asks for a 401. */
    private static final String UNAUTHORIZED = "Unauthorized";

    private static final String HEADER = "route.request.header.";
    private static final String QUERY = "route.request.querystring.";

    private final WebSocketApi.Authorizer authorizer;
    private final Invoker functions;

    ConnectAuthorizer(WebSocketApi.Authorizer authorizer, Invoker functions) {
        this.authorizer = authorizer;
        this.functions = functions;
    }

    /** What it decided: why the client may not connect, or what all functions are told of it. */
    record Verdict(Optional<Problem> refusal, ObjectNode context) {

        static Verdict refused(int status, String detail) {
            return new Verdict(
                    Optional.of(new Problem(status, detail)), Json.MAPPER.createObjectNode());
        }
    }

    Verdict ask(SocketEvent event, Instant now) {
        for (var source : authorizer.identitySources()) {
            if (!present(source, event.peer())) {
                return Verdict.refused(401, "Unauthorized: " + source + " is missing.");
            }
        }
        try {
            byte[] answer = functions.invoke(authorizer.function(), event.authorize(now));
            return verdict(Json.MAPPER.readTree(answer));
        } catch (FunctionFault e) {
            if (UNAUTHORIZED.equals(e.getMessage())) {
                return Verdict.refused(401, "The authorizer does not know the client.");
            }
            LOG.error("the authorizer failed: {}", e.getMessage());
            return Verdict.refused(500, "The authorizer failed.");
        } catch (IOException e) {
            LOG.error("the authorizer's answer is not JSON");
            return Verdict.refused(500, "The authorizer failed.");
        }
    }

    /** An explicit Deny goes before any Allow; what no statement allows is denied. */
    private static Verdict verdict(JsonNode answer) {
        var statements = answer.path("policyDocument").path("Statement");
        if (!has(statements, "Allow") || has(statements, "Deny")) {
            return Verdict.refused(403, "The authorizer does not let the client connect.");
        }
        var context = Json.MAPPER.createObjectNode();
        // as API Gateway passes them on: each value as text
        answer.path("context")
                .properties()
                .forEach(field -> context.put(field.getKey(), field.getValue().asText()));
        context.put("principalId", answer.path("principalId").asText());
        return new Verdict(Optional.empty(), context);
    }

    private static boolean has(JsonNode statements, String effect) {
        return statements
                .valueStream()
                .anyMatch(statement -> statement.path("Effect").asText().equals(effect));
    }

    private static boolean present(String source, SocketEvent.Peer peer) {
        Stream<String> names =
                source.startsWith(HEADER)
                        ? peer.headers().keySet().stream()
                                .map(name -> HEADER + name.toLowerCase(Locale.ROOT))
                        : peer.query().keySet().stream().map(name -> QUERY + name);
        var wanted = source.startsWith(HEADER) ? source.toLowerCase(Locale.ROOT) : source;
        return names.anyMatch(wanted::equals);
    }
}
