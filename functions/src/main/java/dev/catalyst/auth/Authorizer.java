package dev.catalyst.auth;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Caller;
import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Invocation;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells the HTTP API and the WebSocket API who asks. It lets every request pass, and says in its
 * context whom it found, if anybody: the function behind refuses who has not been found, for only
 * there can the refusal be a problem document with {@code WWW-Authenticate}.
 */
public final class Authorizer implements RequestStreamHandler {

    private final Admission admission;
    private final RateLimits limits;
    private final InstantSource clock;

    public Authorizer() {
        this(StartCheck.needs("TABLE_NAME").access().passed());
    }

    private Authorizer(Env env) {
        this(
                env,
                Configuration.of(env.variables()),
                new Table(Wiring.dynamoDb(), env.require("TABLE_NAME")),
                InstantSource.system());
    }

    Authorizer(Env env, Configuration configuration, Table table, InstantSource clock) {
        this.admission = Admission.of(env, configuration, new Tickets(table));
        this.limits =
                new RateLimits(
                        table,
                        new Rate(
                                configuration.integer("RATE_LIMIT_PER_MINUTE"),
                                configuration.integer("RATE_LIMIT_BURST")));
        this.clock = clock;
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        var event = Json.MAPPER.readTree(in);
        Json.MAPPER.writeValue(
                out, Invocation.quietly(this, context, Map.of(), () -> answer(event)));
    }

    private Map<String, Object> answer(JsonNode event) {
        var now = clock.instant();
        // of the two, only the event of a WebSocket API names the method that it is about
        var method = event.path("methodArn");
        var caller =
                method.isMissingNode() ? admission.http(event, now) : admission.socket(event, now);
        var told = new HashMap<String, Object>();
        caller.ifPresent(
                found -> {
                    told.putAll(found.context());
                    limits.take(found.tenant(), now)
                            .ifPresent(allowance -> told.putAll(allowance.context()));
                });
        return method.isMissingNode() ? simple(told) : policy(method, caller, told);
    }

    private static Map<String, Object> simple(Map<String, Object> context) {
        return Map.of("isAuthorized", true, "context", context);
    }

    private static Map<String, Object> policy(
            JsonNode method, Optional<Caller> caller, Map<String, Object> context) {
        var statement =
                Map.of(
                        "Action",
                        "execute-api:Invoke",
                        "Effect",
                        "Allow",
                        "Resource",
                        method.asText());
        return Map.of(
                "principalId",
                caller.map(Caller::user).orElse("nobody"),
                "policyDocument",
                Map.of("Version", "2012-10-17", "Statement", List.of(statement)),
                "context",
                context);
    }
}
