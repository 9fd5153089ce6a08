package dev.catalyst.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;

import java.util.HashMap;
import java.util.Map;

/** Requests as API Gateway brings them, for tests. */
record Requests(
        String method,
        String path,
        Map<String, String> headers,
        String body,
        Map<String, Object> told) {

    Requests(String method, String path, Map<String, String> headers, String body) {
        this(method, path, headers, body, Caller.DEVELOPER.context());
    }

    static Requests get(String path) {
        return new Requests("GET", path, Map.of(), null);
    }

    static Requests post(String path, String json) {
        return new Requests("POST", path, Map.of("content-type", "application/json"), json);
    }

    Requests with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new Requests(method, path, more, body, told);
    }

    /** As the authorizer tells of whom it found. */
    Requests told(Map<String, Object> context) {
        return new Requests(method, path, headers, body, context);
    }

    APIGatewayV2HTTPEvent event() {
        var http = Http.builder().withMethod(method).withPath(path).build();
        var authorizer = new Authorizer();
        authorizer.setLambda(told);
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withHeaders(headers)
                .withBody(body)
                .withRequestContext(
                        RequestContext.builder().withHttp(http).withAuthorizer(authorizer).build())
                .build();
    }

    Request request() {
        return new Request(event(), "GET /api/things", Map.of(), "request", Caller.of(told));
    }
}
