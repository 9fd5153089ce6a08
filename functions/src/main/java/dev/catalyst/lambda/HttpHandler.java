package dev.catalyst.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;

import dev.catalyst.lambda.StepHandler.LogContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
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
     */
    protected final void route(String method, String path, Function<Request, Reply> action) {
        routes.add(method, path, action);
    }

    /** What this function serves, each as method and path. */
    public final List<String> routes() {
        return routes.all();
    }

    @Override
    public final APIGatewayV2HTTPResponse handleRequest(
            APIGatewayV2HTTPEvent event, Context context) {
        var headers = event.getHeaders() == null ? Map.<String, String>of() : event.getHeaders();
        var sent = headers.getOrDefault("x-request-id", "");
        var requestId = sent.matches(WELL_FORMED_ID) ? sent : UUID.randomUUID().toString();
        try (var log = new LogContext(Map.of("req_id", requestId))) {
            return response(answer(event, requestId).with("X-Request-ID", requestId));
        }
    }

    private Reply answer(APIGatewayV2HTTPEvent event, String requestId) {
        var http = event.getRequestContext().getHttp();
        try {
            var route = routes.find(http.getMethod(), event.getRawPath());
            var request = new Request(event, route.parameters(), requestId);
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
            LOG.error("{} {} failed", http.getMethod(), event.getRawPath(), fault);
            return problem(
                    Problem.of(
                            500,
                            "Internal error",
                            "The request could not be served; its id finds the reason in the logs."),
                    event,
                    requestId);
        }
    }

    private static boolean unchanged(Request request, Reply reply) {
        var tag = reply.headers().get("ETag");
        return tag != null
                && reply.status() == 200
                && request.method().equals("GET")
                && request.knows("if-none-match", tag);
    }

    private static Reply problem(Problem problem, APIGatewayV2HTTPEvent event, String requestId) {
        return Reply.json(problem.status(), problem.document(event.getRawPath(), requestId))
                .with("Content-Type", "application/problem+json");
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
