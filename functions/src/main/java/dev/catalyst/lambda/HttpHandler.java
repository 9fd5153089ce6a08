package dev.catalyst.lambda;

import static software.amazon.lambda.powertools.logging.argument.StructuredArguments.entry;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** An HTTP function: routes requests, answers faults as problems, and stands for the request id. */
public abstract class HttpHandler
        implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);
    private static final String WELL_FORMED_ID = "[A-Za-z0-9._-]{1,64}";

    private final Routes routes = new Routes();

    /**
     * Adds a route such as `/api/tasks/{id}`; a last segment `{path+}` takes the rest of the path.
     * Who asks needs the scope to read for a GET, and to write for all else.
     */
    protected final void route(String method, String path, Function<Request, Reply> action) {
        route(method, path, method.equals("GET") ? Scope.READ : Scope.WRITE, action);
    }

    /** Adds a route that needs another scope. */
    protected final void route(
            String method, String path, Scope scope, Function<Request, Reply> action) {
        routes.add(method, path, Optional.of(scope), action);
    }

    /** Adds a route for which nobody has to say who they are. */
    protected final void open(String method, String path, Function<Request, Reply> action) {
        routes.add(method, path, Optional.empty(), action);
    }

    /** What is to be done before a caller without the route's scope gets its 403. */
    protected void forbidden(Request request) {}

    /** What this function serves, each as method and path, with the scope that it needs. */
    public final Map<String, Optional<Scope>> routes() {
        return routes.all();
    }

    @Override
    public final APIGatewayV2HTTPResponse handleRequest(
            APIGatewayV2HTTPEvent event, Context context) {
        var headers = event.getHeaders() == null ? Map.<String, String>of() : event.getHeaders();
        var sent = headers.getOrDefault("x-request-id", "");
        var requestId = sent.matches(WELL_FORMED_ID) ? sent : UUID.randomUUID().toString();
        try (var invocation = Invocation.of(this, context, Map.of("req_id", requestId))) {
            var reply = logged(event, requestId);
            invocation.answered(reply.status());
            return response(reply.with("X-Request-ID", requestId));
        }
    }

    private Reply logged(APIGatewayV2HTTPEvent event, String requestId) {
        long began = System.nanoTime();
        var method = event.getRequestContext().getHttp().getMethod();
        // the query is left out: it may hold tickets and signatures
        var path = Routes.readable(event.getRawPath());
        var shown = new Object[] {entry("method", method), entry("path", LogEvents.shown(path))};
        LOG.info("request begins: {} {}", shown);
        var reply = answer(event, requestId);
        LOG.info(
                "request ends: {} {} {} {}",
                shown[0],
                shown[1],
                entry("status", reply.status()),
                entry("latency_ms", Invocation.millisecondsSince(began)));
        return reply;
    }

    private Reply answer(APIGatewayV2HTTPEvent event, String requestId) {
        var http = event.getRequestContext().getHttp();
        var told = authorizer(event);
        var allowance = Allowance.of(told);
        var reply = answer(event, requestId, http, Caller.of(told), allowance);
        return allowance
                .map(limit -> reply.with("X-RateLimit-Remaining", "" + limit.remaining()))
                .orElse(reply);
    }

    private Reply answer(
            APIGatewayV2HTTPEvent event,
            String requestId,
            Http http,
            Optional<Caller> caller,
            Optional<Allowance> allowance) {
        try {
            if (isPreflight(event)) {
                return new Reply(204, Map.of(), "", false);
            }
            if (!routes.isOpen(http.getMethod(), event.getRawPath())) {
                // before the path is looked at: a stranger learns nothing of what there is
                if (caller.isEmpty()) {
                    throw Problem.unauthenticated();
                }
                allowance.ifPresent(Allowance::require);
            }
            var found = routes.find(http.getMethod(), event.getRawPath());
            var route = found.route();
            var request = new Request(event, route.name(), found.parameters(), requestId, caller);
            route.scope().ifPresent(scope -> require(scope, request));
            var reply = route.action().apply(request);
            return unchanged(request, reply) ? reply.notModified() : reply;
        } catch (Routes.WrongMethod wrong) {
            var problem =
                    Problem.of(
                            405,
                            "Method not allowed",
                            http.getMethod()
                                    + " is not allowed here, but "
                                    + wrong.allowed()
                                    + ".");
            return problem(problem, event, requestId).with("Allow", wrong.allowed());
        } catch (Problem problem) {
            return problem(problem, event, requestId);
        } catch (RuntimeException fault) {
            LOG.error("{} {} failed", http.getMethod(), Routes.readable(event.getRawPath()), fault);
            return problem(
                    Problem.of(
                            500,
                            "Internal error",
                            "The request could not be served; its id finds the reason in the logs."),
                    event,
                    requestId);
        }
    }

    private void require(Scope scope, Request request) {
        try {
            request.require(scope);
        } catch (Problem lacking) {
            forbidden(request);
            throw lacking;
        }
    }

    /** What the authorizer found; nothing for a route that is not given to it. */
    private static Map<String, Object> authorizer(APIGatewayV2HTTPEvent event) {
        var authorizer = event.getRequestContext().getAuthorizer();
        return authorizer == null || authorizer.getLambda() == null
                ? Map.of()
                : authorizer.getLambda();
    }

    /**
     * A page's question whether it may ask (the CORS protocol), which a gateway passes on to a
     * route of any method; it answers by its own rules, and the page sends no token with it.
     */
    private static boolean isPreflight(APIGatewayV2HTTPEvent event) {
        var headers = event.getHeaders();
        return event.getRequestContext().getHttp().getMethod().equals("OPTIONS")
                && headers != null
                && headers.containsKey("origin")
                && headers.containsKey("access-control-request-method");
    }

    private static boolean unchanged(Request request, Reply reply) {
        var tag = reply.headers().get("ETag");
        return tag != null
                && reply.status() == 200
                && request.method().equals("GET")
                && request.knows("if-none-match", tag);
    }

    private static Reply problem(Problem problem, APIGatewayV2HTTPEvent event, String requestId) {
        var reply =
                Reply.json(problem.status(), problem.document(event.getRawPath(), requestId))
                        .with("Content-Type", "application/problem+json");
        for (var header : problem.headers().entrySet()) {
            reply = reply.with(header.getKey(), header.getValue());
        }
        return reply;
    }

    private static APIGatewayV2HTTPResponse response(Reply reply) {
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(reply.status())
                .withHeaders(reply.headers())
                .withBody(reply.body())
                .withIsBase64Encoded(reply.base64())
                .build();
    }
}
