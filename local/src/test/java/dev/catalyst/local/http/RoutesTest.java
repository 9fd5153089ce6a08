package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.local.template.HttpApi.Route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

class RoutesTest {

    private static Routes routes(String... keys) {
        return new Routes(Stream.of(keys).map(RoutesTest::route).toList());
    }

    private static Route route(String key) {
        String[] parts = key.contains(" ") ? key.split(" ") : new String[] {"ANY", key};
        return new Route(parts[0], parts[1], "F", Duration.ofSeconds(30), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/pets/dog/1,GET /pets/dog/1",
        "POST,/pets/dog/1,ANY /pets/dog/1",
        "GET,/pets/dog/2,GET /pets/dog/{id}",
        "GET,/pets/cat/2,GET /pets/{proxy+}",
        "GET,/pets/cat,GET /pets/{proxy+}",
        "PUT,/pets/cat,ANY /{proxy+}",
        "GET,/,$default",
        "GET,/x/y,GET /{a}/y",
        "GET,/x/z,ANY /x/{proxy+}",
    })
    void the_most_specific_route_is_taken(String method, String path, String key) {
        var routes =
                routes(
                        "$default",
                        "ANY /{proxy+}",
                        "GET /pets/{proxy+}",
                        "ANY /pets/dog/1",
                        "GET /pets/dog/{id}",
                        "GET /pets/dog/1",
                        "ANY /x/{proxy+}",
                        "GET /{a}/y");

        assertThat(routes.match(method, path).orElseThrow().key()).isEqualTo(key);
    }

    @Test
    void a_request_that_no_route_takes_matches_nothing() {
        var routes = routes("GET /a", "GET /a/{id}", "GET /b/{proxy+}");

        assertThat(
                        List.of(
                                routes.match("POST", "/a"),
                                routes.match("GET", "/A"),
                                routes.match("GET", "/a/"),
                                routes.match("GET", "/a/b/c"),
                                routes.match("GET", "/b"),
                                routes.match("GET", "/b/"),
                                routes.match("OPTIONS", "*")))
                .allMatch(match -> match.isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "/t/a%20b,a b",
        "/t/..%2f..%2fetc,../../etc",
        "/t/%252e,%2e",
        "/t/caf%C3%A9,café",
        "/t/%ff%fe,%ff%fe",
        "/t/%zz,%zz",
        "/t/50%,50%",
        "/t/a+b,a+b",
    })
    void path_parameters_are_decoded_where_that_gives_text(String path, String id) {
        assertThat(routes("GET /t/{id}").match("GET", path).orElseThrow().parameters())
                .isEqualTo(Map.of("id", id));
    }

    @Test
    void a_greedy_parameter_takes_all_that_is_left() {
        var match =
                routes("ANY /t/{id}/files/{path+}")
                        .match("GET", "/t/1/files/a/b%2Fc/")
                        .orElseThrow();

        assertThat(match.parameters()).isEqualTo(Map.of("id", "1", "path", "a/b/c/"));
        assertThat(match.key()).isEqualTo("ANY /t/{id}/files/{path+}");
    }
}
