package dev.catalyst.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.Arns;
import dev.catalyst.local.template.HttpApi;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks an HTTP API's authorizers, payload format 2.0 with simple answers.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html">AWS
 *     documentation</a>
 */
final class Authorizers {

    private static final Logger LOG = LoggerFactory.getLogger(Authorizers.class);
    private static final int KEPT = 10_000;
    private static final String HEADER = "$request.header.";
    private static final String QUERY = "$request.querystring.";

    private final HttpApi api;
    private final Invoker functions;
    private final Map<List<String>, Kept> kept =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<List<String>, Kept> eldest) {
                    return size() > KEPT;
                }
            };

    private record Kept(JsonNode answer, Instant until) {}

    Authorizers(HttpApi api, Invoker functions) {
        this.api = api;
        this.functions = functions;
    }

    /**
     * Asks the authorizer of the request's route, if it has one, and notes in the event what it
     * tells; a problem is what refuses the request.
     */
    Optional<Problem> refusal(GatewayRequest request, Routes.Match match, ObjectNode event) {
        var name = match.route().authorizer();
        return name.isEmpty()
                ? Optional.empty()
                : refusal(name.get(), api.authorizers().get(name.get()), request, event);
    }

    private Optional<Problem> refusal(
            String name, HttpApi.Authorizer authorizer, GatewayRequest request, ObjectNode event) {
        var identity = new ArrayList<String>();
        for (var source : authorizer.identitySources()) {
            var value = value(source, request);
            if (value.isEmpty()) {
                return Optional.of(new Problem(401, "Unauthorized: " + source + " is missing."));
            }
            identity.add(value.get());
        }
        JsonNode answer;
        try {
            answer = answer(name, authorizer, identity, request.at(), event);
        } catch (FunctionFault | IOException e) {
            LOG.error("the authorizer {} failed: {}", name, e.getMessage());
            return Optional.of(new Problem(500, "The authorizer failed."));
        }
        if (!answer.path("isAuthorized").asBoolean()) {
            return Optional.of(new Problem(403, "The authorizer does not let this pass."));
        }
        ((ObjectNode) event.path("requestContext"))
                .putObject("authorizer")
                .set(
                        "lambda",
                        answer.path("context").isObject()
                                ? answer.get("context")
                                : Json.MAPPER.createObjectNode());
        return Optional.empty();
    }

    private static Optional<String> value(String source, GatewayRequest request) {
        if (source.startsWith(HEADER)) {
            return request.header(source.substring(HEADER.length()).toLowerCase(Locale.ROOT))
                    .filter(value -> !value.isEmpty());
        }
        return QueryString.parse(request.rawQuery())
                .getOrDefault(source.substring(QUERY.length()), List.of())
                .stream()
                .findFirst()
                .filter(value -> !value.isEmpty());
    }

    private JsonNode answer(
            String name,
            HttpApi.Authorizer authorizer,
            List<String> identity,
            Instant now,
            ObjectNode event)
            throws IOException {
        if (!authorizer.ttl().isPositive()) {
            return ask(authorizer, identity, event);
        }
        var key = new ArrayList<>(List.of(name));
        key.addAll(identity);
        synchronized (kept) {
            var known = kept.get(key);
            if (known != null && now.isBefore(known.until())) {
                return known.answer();
            }
        }
        var answer = ask(authorizer, identity, event);
        synchronized (kept) {
            kept.remove(key);
            kept.put(key, new Kept(answer, now.plus(authorizer.ttl())));
        }
        return answer;
    }

    private JsonNode ask(HttpApi.Authorizer authorizer, List<String> identity, ObjectNode event)
            throws IOException {
        ObjectNode asked = Json.MAPPER.createObjectNode();
        asked.put("version", "2.0");
        asked.put("type", "REQUEST");
        asked.put("routeArn", arn(event));
        if (identity.isEmpty()) {
            asked.putNull("identitySource");
        } else {
            asked.set("identitySource", Json.MAPPER.valueToTree(identity));
        }
        event.properties()
                .forEach(
                        field -> {
                            if (!field.getKey().equals("body")
                                    && !field.getKey().equals("isBase64Encoded")) {
                                asked.set(field.getKey(), field.getValue());
                            }
                        });
        return Json.MAPPER.readTree(functions.invoke(authorizer.function(), Json.bytes(asked)));
    }

    private String arn(ObjectNode event) {
        JsonNode http = event.path("requestContext").path("http");
        return Arns.of(
                "execute-api",
                "%s/$default/%s%s"
                        .formatted(
                                api.id(),
                                http.path("method").asText(),
                                http.path("path").asText()));
    }
}
