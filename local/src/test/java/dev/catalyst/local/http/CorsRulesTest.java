package dev.catalyst.local.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.local.template.HttpApi.Cors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class CorsRulesTest {

    private static CorsRules rules(boolean development, String... origins) {
        return new CorsRules(
                new Cors(
                        List.of(origins),
                        List.of("GET", "PATCH"),
                        List.of("Content-Type", "If-Match"),
                        List.of("ETag"),
                        true,
                        Duration.ofDays(1)),
                development);
    }

    @ParameterizedTest
    @CsvSource({
        "https://one.example,true,true",
        "https://two.example,true,true",
        "http://localhost:4000,true,false",
        "https://localhost:4000,true,false",
        "http://127.0.0.1:1,true,false",
        "https://evil.example,false,false",
        "https://one.example.evil.example,false,false",
        "http://localhost.evil.example,false,false",
        "http://localhost:80@evil.example,false,false",
        "null,false,false",
    })
    void only_the_listed_origins_may_call_and_this_machine_in_development(
            String origin, boolean development, boolean production) {
        for (boolean inDevelopment : List.of(true, false)) {
            var headers =
                    rules(inDevelopment, "https://one.example", "https://two.example")
                            .answer(Optional.of(origin));

            boolean allowed = inDevelopment ? development : production;
            assertThat(headers.get("Access-Control-Allow-Origin"))
                    .isEqualTo(allowed ? origin : null);
            assertThat(headers.get("Access-Control-Allow-Credentials"))
                    .isEqualTo(allowed ? "true" : null);
            assertThat(headers).containsEntry("Vary", "Origin");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://any.example,*,",
        "http://localhost:5173,http://localhost:5173,true",
        "null,,",
        "*,*,"
    })
    void a_star_never_comes_together_with_credentials(
            String origin, String allowed, String credentials) {
        var headers = rules(true, "*").preflight(Optional.of(origin));

        assertThat(headers.get("Access-Control-Allow-Origin")).isEqualTo(allowed);
        assertThat(headers.get("Access-Control-Allow-Credentials")).isEqualTo(credentials);
    }

    @Test
    void a_preflight_is_told_methods_headers_and_age() {
        assertThat(rules(true).preflight(Optional.of("http://localhost:1")))
                .isEqualTo(
                        Map.of(
                                "Vary", "Origin",
                                "Access-Control-Allow-Origin", "http://localhost:1",
                                "Access-Control-Allow-Credentials", "true",
                                "Access-Control-Allow-Methods", "GET, PATCH",
                                "Access-Control-Allow-Headers", "Content-Type, If-Match",
                                "Access-Control-Max-Age", "86400"));
    }

    @Test
    void an_answer_exposes_headers_to_allowed_pages_only() {
        assertThat(rules(true).answer(Optional.of("http://localhost:1")))
                .containsEntry("Access-Control-Expose-Headers", "ETag");
        assertThat(rules(true).answer(Optional.of("https://evil.example")))
                .isEqualTo(Map.of("Vary", "Origin"));
        assertThat(rules(true).answer(Optional.empty())).isEqualTo(Map.of("Vary", "Origin"));
    }
}
