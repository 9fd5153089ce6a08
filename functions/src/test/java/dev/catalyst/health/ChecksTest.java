package dev.catalyst.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Authorizer;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;

import dev.catalyst.health.Check.Found;
import dev.catalyst.health.Health.Status;
import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;

class ChecksTest {

    private static final InstantSource CLOCK = () -> Instant.parse("2026-01-01T00:00:00Z");
    private static final Check.Call WELL = () -> Found.healthy("well");
    private static final Check.Call ILL =
            () -> {
                throw new IllegalStateException("refused for ada@mail.example.org\nmore");
            };

    @Test
    void the_whole_is_as_ill_as_its_illest_part() {
        assertThat(look(part("table", true, WELL), part("queue", false, WELL)).status())
                .isEqualTo(Status.HEALTHY);
        assertThat(look(part("table", true, WELL), part("queue", false, ILL)).status())
                .isEqualTo(Status.DEGRADED);
        assertThat(look(part("table", true, ILL), part("queue", false, WELL)).status())
                .isEqualTo(Status.UNHEALTHY);
    }

    @Test
    void an_ill_part_says_why_in_one_line_without_personal_data_and_the_rest_is_still_told() {
        var checks = look(part("table", true, ILL), part("queue", false, WELL)).checks();

        assertThat(checks.get("table").detail())
                .isEqualTo("IllegalStateException: refused for [email]");
        assertThat(checks.get("queue").detail()).isEqualTo("well");
    }

    @Test
    void all_parts_are_asked_at_one_time() {
        var together = new CyclicBarrier(3);
        Check.Call call =
                () -> {
                    together.await();
                    return Found.healthy("met the others");
                };

        var health = look(part("a", true, call), part("b", true, call), part("c", false, call));

        assertThat(health.status()).isEqualTo(Status.HEALTHY);
    }

    @Test
    void a_part_that_hangs_is_left_behind_after_its_time() {
        var never = new CountDownLatch(1);
        var hanging =
                new Check(
                        "llm",
                        false,
                        Duration.ofMillis(50),
                        WELL,
                        () -> {
                            never.await();
                            return Found.healthy("never");
                        });

        var health = look(part("table", true, WELL), hanging);

        assertThat(health.status()).isEqualTo(Status.DEGRADED);
        assertThat(health.checks().get("llm").detail()).isEqualTo("no answer within 0.05 s");
        assertThat(health.latencyMs() - health.checks().get("llm").latencyMs()).isLessThan(20);
    }

    @Test
    void nothing_is_called_unless_it_is_asked_deeply() {
        var api = new HealthApi(List.of(part("table", true, ILL)), CLOCK);

        assertThat(get(api, "false").getStatusCode()).isEqualTo(200);
        assertThat(get(api, "true").getStatusCode()).isEqualTo(503);
        assertThat(get(api, "perhaps").getStatusCode()).isEqualTo(400);
    }

    @Test
    void the_answer_has_the_documented_fields() {
        var body =
                Json.tree(
                        get(new HealthApi(List.of(part("table", true, WELL)), CLOCK), "true")
                                .getBody());

        assertThat(body.path("status").asText()).isEqualTo("healthy");
        assertThat(body.path("timestamp").asText()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(body.path("latency_ms").isNumber()).isTrue();
        assertThat(body.at("/checks/table/status").asText()).isEqualTo("healthy");
        assertThat(body.at("/checks/table/latency_ms").isNumber()).isTrue();
    }

    private static APIGatewayV2HTTPResponse get(HealthApi api, String deep) {
        var authorizer = new Authorizer();
        authorizer.setLambda(Map.of("tenant", "one", "user", "ada", "scope", "read"));
        var http = Http.builder().withMethod("GET").withPath("/api/health").build();
        var context = RequestContext.builder().withHttp(http).withAuthorizer(authorizer).build();
        var event =
                APIGatewayV2HTTPEvent.builder()
                        .withRawPath("/api/health")
                        .withQueryStringParameters(Map.of("deep", deep))
                        .withRequestContext(context)
                        .build();
        return api.handleRequest(event, null);
    }

    private static Check part(String name, boolean critical, Check.Call call) {
        return new Check(name, critical, Duration.ofSeconds(5), WELL, call);
    }

    private static Health look(Check... checks) {
        return new Checks(List.of(checks), CLOCK).look(true);
    }
}
