package dev.catalyst.local.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the authorizers of APIs. */
final class AuthReader {

    private static final String NONE = "NONE";

    /** The authorizers of an HTTP API, by name, and the one of routes that name none. */
    record Http(Map<String, HttpApi.Authorizer> authorizers, Optional<String> byDefault) {

        static final Http OPEN = new Http(Map.of(), Optional.empty());

        Http {
            authorizers = Map.copyOf(authorizers);
        }

        /** The route with the authorizer that counts for it. */
        HttpApi.Route applied(HttpApi.Route route) {
            var name = route.authorizer().or(() -> byDefault).filter(one -> !one.equals(NONE));
            name.filter(one -> !authorizers.containsKey(one))
                    .ifPresent(
                            one -> {
                                throw new TemplateException(
                                        route.method() + " " + route.path(),
                                        "the API has no authorizer " + one);
                            });
            return new HttpApi.Route(
                    route.method(), route.path(), route.function(), route.timeout(), name);
        }
    }

    private AuthReader() {}

    static Http http(Block auth) {
        var authorizers = new LinkedHashMap<String, HttpApi.Authorizer>();
        auth.members("Authorizers").forEach((name, one) -> authorizers.put(name, lambda(one)));
        var http = new Http(authorizers, auth.text("DefaultAuthorizer"));
        auth.close();
        return http;
    }

    private static HttpApi.Authorizer lambda(Block authorizer) {
        require(authorizer, "AuthorizerPayloadFormatVersion", "2.0");
        require(authorizer, "EnableSimpleResponses", "true");
        authorizer.ignore("EnableFunctionDefaultPermissions", "FunctionInvokeRole");
        var identity = authorizer.block("Identity");
        var sources = new ArrayList<String>();
        identity.ifPresent(
                block -> {
                    block.texts("Headers").forEach(one -> sources.add("$request.header." + one));
                    block.texts("QueryStrings")
                            .forEach(one -> sources.add("$request.querystring." + one));
                });
        var ttl = identity.map(block -> block.seconds("ReauthorizeEvery", 0)).orElse(Duration.ZERO);
        identity.ifPresent(Block::close);
        if (ttl.isPositive() && sources.isEmpty()) {
            throw new TemplateException(
                    authorizer.place(), "answers are kept by identity sources: name one");
        }
        var arn = authorizer.requireText("FunctionArn");
        var read = new HttpApi.Authorizer(Arns.functionName(arn, authorizer.place()), sources, ttl);
        authorizer.close();
        return read;
    }

    static Optional<WebSocketApi.Authorizer> webSocket(Block auth) {
        var type = auth.text("AuthType").orElse(NONE);
        if (type.equals(NONE)) {
            auth.close();
            return Optional.empty();
        }
        require(auth, "AuthType", "CUSTOM");
        auth.ignore("InvokeRole", "Name");
        List<String> sources = auth.texts("IdentitySource");
        var arn = auth.requireText("AuthArn");
        auth.close();
        return Optional.of(
                new WebSocketApi.Authorizer(Arns.functionName(arn, auth.place()), sources));
    }

    /** Of an event of a function: who is asked before its route. */
    static Optional<String> route(Block event) {
        var auth = event.block("Auth");
        var name = auth.flatMap(block -> block.text("Authorizer"));
        auth.ifPresent(Block::close);
        return name;
    }

    private static void require(Block block, String property, String served) {
        var value = block.text(property).orElse("");
        if (!value.equals(served)) {
            throw new TemplateException(
                    block.place() + "." + property, "only " + served + " is served locally");
        }
    }
}
