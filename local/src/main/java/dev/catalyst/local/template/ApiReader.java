package dev.catalyst.local.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads HTTP and WebSocket APIs. */
final class ApiReader {

    private final Names names;
    private final Map<String, Declared> http = new LinkedHashMap<>();
    private final List<WebSocketApi> webSockets = new ArrayList<>();

    private record Declared(Optional<HttpApi.Cors> cors, AuthReader.Http auth) {}

    ApiReader(Names names) {
        this.names = names;
    }

    void http(String id, Block properties) {
        var stage = properties.text("StageName").orElse("$default");
        if (!stage.equals("$default")) {
            throw new TemplateException(
                    properties.place() + ".StageName", "only $default is served locally");
        }
        properties.ignore("Name", "Description", "AccessLogSettings", "DefaultRouteSettings");
        properties.ignore("RouteSettings", "Tags", "PropagateTags", "FailOnWarnings");
        http.put(
                id,
                new Declared(
                        properties.block("CorsConfiguration").map(ApiReader::cors),
                        properties
                                .block("Auth")
                                .map(AuthReader::http)
                                .orElse(AuthReader.Http.OPEN)));
        properties.close();
    }

    void webSocket(String id, Block properties) {
        var routes = new LinkedHashMap<String, String>();
        properties
                .members("Routes")
                .forEach(
                        (key, route) -> {
                            var arn = route.requireText("FunctionArn");
                            routes.put(key, Arns.functionName(arn, route.place()));
                            route.ignore("OperationName", "IntegrationTimeout").close();
                        });
        properties.ignore("Name", "Description", "AccessLogSettings", "DefaultRouteSettings");
        properties.ignore("RouteSettings", "Tags", "PropagateTags", "DisableSchemaValidation");
        webSockets.add(
                new WebSocketApi(
                        names.physicalName(id),
                        properties.text("StageName").orElse("default"),
                        properties.requireText("RouteSelectionExpression"),
                        routes,
                        properties.block("Auth").flatMap(AuthReader::webSocket)));
        properties.close();
    }

    List<HttpApi> httpApis(List<Events.ApiRoute> routes) {
        for (var route : routes) {
            if (!http.containsKey(route.api())) {
                // SAM makes this API by itself for events that name none
                http.put(route.api(), new Declared(Optional.empty(), AuthReader.Http.OPEN));
            }
        }
        var apis = new ArrayList<HttpApi>();
        http.forEach(
                (id, declared) ->
                        apis.add(
                                new HttpApi(
                                        id,
                                        routes.stream()
                                                .filter(route -> route.api().equals(id))
                                                .map(Events.ApiRoute::route)
                                                .map(declared.auth()::applied)
                                                .toList(),
                                        declared.cors(),
                                        declared.auth().authorizers())));
        return apis;
    }

    List<WebSocketApi> webSocketApis() {
        return webSockets;
    }

    private static HttpApi.Cors cors(Block properties) {
        var cors =
                new HttpApi.Cors(
                        properties.texts("AllowOrigins"),
                        properties.texts("AllowMethods"),
                        properties.texts("AllowHeaders"),
                        properties.texts("ExposeHeaders"),
                        properties.flag("AllowCredentials", false),
                        Duration.ofSeconds(properties.number("MaxAge").orElse(0)));
        properties.close();
        return cors;
    }
}
