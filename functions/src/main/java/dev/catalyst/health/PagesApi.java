package dev.catalyst.health;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The index of the API, its OpenAPI document and its documentation pages. */
public final class PagesApi extends HttpHandler {

    private static final String VERSION =
            Optional.ofNullable(PagesApi.class.getPackage().getImplementationVersion())
                    .orElse("0.1.0");
    private static final String SWAGGER_UI =
            "META-INF/resources/webjars/swagger-ui/" + swaggerUiVersion() + "/";
    private static final Map<String, String> TYPES =
            Map.of(
                    "js",
                    "text/javascript; charset=utf-8",
                    "css",
                    "text/css; charset=utf-8",
                    "html",
                    "text/html; charset=utf-8",
                    "png",
                    "image/png");

    private final String environment;

    public PagesApi() {
        this(Env.current().require("ENVIRONMENT"));
    }

    PagesApi(String environment) {
        this.environment = environment;
        route("GET", "/api", this::index);
        route("GET", "/api/", this::index);
        route(
                "GET",
                "/api/openapi.json",
                request -> Reply.text("application/json", resource("openapi.json").orElseThrow()));
        route("GET", "/docs", request -> page("pages/docs.html"));
        route("GET", "/redoc", request -> page("pages/redoc.html"));
        route("GET", "/pages/{path+}", request -> asset("pages/" + request.parameter("path")));
        route(
                "GET",
                "/swagger-ui/{path+}",
                request -> asset(SWAGGER_UI + request.parameter("path")));
    }

    private Reply index(Request request) {
        return Reply.json(
                200,
                Map.of(
                        "name",
                        "Catalyst",
                        "version",
                        VERSION,
                        "environment",
                        environment,
                        "links",
                        Map.of(
                                "openapi",
                                "/api/openapi.json",
                                "docs",
                                "/docs",
                                "redoc",
                                "/redoc",
                                "projects",
                                "/api/projects",
                                "tasks",
                                "/api/tasks")));
    }

    private static Reply page(String name) {
        return Reply.text(TYPES.get("html"), resource(name).orElseThrow())
                .with(
                        "Content-Security-Policy",
                        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:");
    }

    private static Reply asset(String path) {
        var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || path.contains("..") || path.contains("\\")) {
            throw Problem.notFound("This page");
        }
        var body = bytes(path).orElseThrow(() -> Problem.notFound("This page"));
        var reply =
                type.startsWith("image/")
                        ? Reply.bytes(type, body)
                        : Reply.text(type, new String(body, StandardCharsets.UTF_8));
        return reply.with("Cache-Control", "public, max-age=3600");
    }

    private static String swaggerUiVersion() {
        var properties = new Properties();
        try (var in =
                PagesApi.class
                        .getClassLoader()
                        .getResourceAsStream(
                                "META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }

    private static Optional<String> resource(String name) {
        return bytes(name).map(body -> new String(body, StandardCharsets.UTF_8));
    }

    private static Optional<byte[]> bytes(String name) {
        try (var in = PagesApi.class.getClassLoader().getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
