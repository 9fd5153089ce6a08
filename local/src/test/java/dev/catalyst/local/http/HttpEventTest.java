package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.catalyst.local.template.HttpApi.Route;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class HttpEventTest {

    private static final byte[] NONE = {};

    private static JsonNode event(
            String path, String query, Map<String, List<String>> headers, byte[] body) {
        var routes =
                new Routes(
                        List.of(
                                new Route(
                                        "ANY",
                                        "/p/{name}",
                                        "F",
                                        Duration.ofSeconds(30),
                                        Optional.empty())));
        var request =
                new GatewayRequest(
                        "POST",
                        path,
                        query,
                        headers,
                        body,
                        "HTTP/1.1",
                        "192.0.2.1",
                        8001,
                        Instant.parse("2020-03-12T19:03:58.390Z"),
                        "request-1");
        return HttpEvent.of(request, routes.match("POST", path).orElseThrow(), "api-id");
    }

    @Test
    void an_event_has_the_shape_that_aws_documents() throws Exception {
        var headers = new LinkedHashMap<String, List<String>>();
        headers.put("host", List.of("localhost:8001"));
        headers.put("user-agent", List.of("agent"));
        headers.put("header2", List.of("value1", "value2"));
        headers.put("cookie", List.of("cookie1=a; cookie2=b"));
        headers.put("content-type", List.of("application/json"));

        var event =
                event(
                        "/p/a%20b",
                        "parameter1=value1&parameter1=value2&parameter2=v%20w",
                        headers,
                        "{\"a\":1}".getBytes(StandardCharsets.UTF_8));

        assertThat(event)
                .isEqualTo(
                        new ObjectMapper()
                                .readTree(
                                        """
                                        {
                                          "version": "2.0",
                                          "routeKey": "ANY /p/{name}",
                                          "rawPath": "/p/a%20b",
                                          "rawQueryString": "parameter1=value1&parameter1=value2&parameter2=v%20w",
                                          "cookies": ["cookie1=a", "cookie2=b"],
                                          "headers": {
                                            "host": "localhost:8001",
                                            "user-agent": "agent",
                                            "header2": "value1,value2",
                                            "content-type": "application/json",
                                            "x-forwarded-for": "192.0.2.1",
                                            "x-forwarded-port": "8001",
                                            "x-forwarded-proto": "http"
                                          },
                                          "queryStringParameters": {
                                            "parameter1": "value1,value2",
                                            "parameter2": "v w"
                                          },
                                          "requestContext": {
                                            "accountId": "000000000000",
                                            "apiId": "api-id",
                                            "domainName": "localhost:8001",
                                            "domainPrefix": "localhost",
                                            "http": {
                                              "method": "POST",
                                              "path": "/p/a%20b",
                                              "protocol": "HTTP/1.1",
                                              "sourceIp": "192.0.2.1",
                                              "userAgent": "agent"
                                            },
                                            "requestId": "request-1",
                                            "routeKey": "ANY /p/{name}",
                                            "stage": "$default",
                                            "time": "12/Mar/2020:19:03:58 +0000",
                                            "timeEpoch": 1584039838390
                                          },
                                          "pathParameters": {"name": "a b"},
                                          "body": "{\\"a\\":1}",
                                          "isBase64Encoded": false
                                        }
                                        """));
    }

    @Test
    void a_body_that_is_no_text_is_base64() {
        byte[] bytes = {(byte) 0xff, (byte) 0xfe, 0};

        for (String type : List.of("application/octet-stream", "application/json", "")) {
            var event = event("/p/x", "", Map.of("content-type", List.of(type)), bytes);

            assertThat(event.get("isBase64Encoded").booleanValue()).isTrue();
            assertThat(event.get("body").textValue()).isEqualTo("//4A");
        }
    }

    @Test
    void what_is_absent_is_left_out() {
        var event = event("/p/x", "", Map.of(), NONE);

        assertThat(event.has("body")).isFalse();
        assertThat(event.has("cookies")).isFalse();
        assertThat(event.has("queryStringParameters")).isFalse();
        assertThat(event.get("isBase64Encoded").booleanValue()).isFalse();
    }

    @Test
    void query_parameters_are_decoded_and_rubbish_is_kept() {
        assertThat(QueryString.parse("a=1&b&a=2&=x&c=%zz&d=p+q&&e=a%3Db=c"))
                .isEqualTo(
                        Map.of(
                                "a", List.of("1", "2"),
                                "b", List.of(""),
                                "", List.of("x"),
                                "c", List.of("%zz"),
                                "d", List.of("p q"),
                                "e", List.of("a=b=c")));
    }
}
