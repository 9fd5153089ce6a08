package dev.catalyst.health;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.HttpHandler;
import dev.catalyst.lambda.Reply;
import dev.catalyst.lambda.Request;
import dev.catalyst.lambda.StartCheck;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** The console, the status page, the index of the API and its documentation. */
public final class PagesApi extends HttpHandler {

    private static final String VERSION =
            Optional.ofNullable(PagesApi.class.getPackage().getImplementationVersion())
                    .orElse("0.1.0");
    private static final String SWAGGER_UI = Assets.webJar("org.webjars", "swagger-ui");
    private static final String PREACT =
            Assets.webJar("org.webjars.npm", "preact") + "dist/preact.module.js";

    /** Nothing but own files, no script in a text, and no frame around it. */
    private static final String STRICT =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src %s;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
                    + " require-trusted-types-for 'script'; trusted-types 'none'";

    /** Swagger UI sets styles on its elements. */
    private static final String DOCUMENTATION =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
                    + " base-uri 'none'; frame-ancestors 'none'";

    private final String environment;
    private final SocketAddress sockets;

    public PagesApi() {
        this(StartCheck.needs("ENVIRONMENT", "SOCKETS_URL").passed());
    }

    private PagesApi(Env env) {
        this(env.require("ENVIRONMENT"), new SocketAddress(URI.create(env.require("SOCKETS_URL"))));
    }

    PagesApi(String environment, SocketAddress sockets) {
        this.environment = environment;
        this.sockets = sockets;
        open("GET", "/", request -> page("pages/console.html", STRICT));
        open("GET", "/status", request -> page("pages/status.html", STRICT));
        open("GET", "/docs", request -> page("pages/docs.html", DOCUMENTATION));
        open("GET", "/redoc", request -> page("pages/redoc.html", DOCUMENTATION));
        open("GET", "/pages/{path+}", request -> asset(request.parameter("path")));
        open(
                "GET",
                "/swagger-ui/{path+}",
                request -> Assets.reply(SWAGGER_UI + request.parameter("path")));
        open("GET", "/api", this::index);
        open("GET", "/api/", this::index);
        open(
                "GET",
                "/api/openapi.json",
                request -> Reply.text("application/json", Assets.text("openapi.json")));
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
                                "console",
                                "/",
                                "status",
                                "/status",
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

    private static Reply asset(String path) {
        return Assets.reply(path.equals("preact.js") ? PREACT : "pages/" + path);
    }

    private Reply page(String name, String policy) {
        return Assets.page(Assets.text(name).replace("{{sockets}}", sockets.forPages()))
                .with("Content-Security-Policy", policy.formatted(sockets.policy()))
                .with("Referrer-Policy", "no-referrer");
    }
}
