package dev.catalyst.lambda;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;

import java.util.HashMap;
import java.util.Map;

/** Requests as API Gateway brings them, for tests. */
record Requests(String method, String path, Map<String, String> headers, String body) {

    static Requests get(String path) {
        return new Requests("GET", path, Map.of(), null);
    }

    static Requests post(String path, String json) {
        return new Requests("POST", path, Map.of("content-type", "application/json"), json);
    }

    Requests with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new Requests(method, path, more, body);
    }

    APIGatewayV2HTTPEvent event() {
        var http = Http.builder().withMethod(method).withPath(path).build();
        return APIGatewayV2HTTPEvent.builder()
                .withRawPath(path)
                .withHeaders(headers)
                .withBody(body)
                .withRequestContext(RequestContext.builder().withHttp(http).build())
                .build();
    }

    Request request() {
        return new Request(event(), Map.of(), "request");
    }
}
