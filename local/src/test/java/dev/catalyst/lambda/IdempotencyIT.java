package dev.catalyst.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent.RequestContext.Http;

import dev.catalyst.local.contract.Emulated;
import dev.catalyst.store.Key;
import dev.catalyst.store.Table;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class IdempotencyIT {

    private static final Instant NOW = Instant.now();

    private final Table table = Emulated.table();
    private final Idempotency idempotency = new Idempotency(table);
    private final String key = UUID.randomUUID().toString();
    private final AtomicInteger works = new AtomicInteger();

    @Test
    void the_same_request_is_answered_again_and_not_done_again() {
        var first = create(request(key, "{}"));
        var again = create(request(key, "{}"));

        assertThat(works).hasValue(1);
        assertThat(first.headers()).doesNotContainKey("Idempotent-Replay");
        assertThat(again).isEqualTo(first.with("Idempotent-Replay", "true"));
    }

    @Test
    void another_request_with_the_key_is_refused() {
        create(request(key, "{}"));

        assertThatThrownBy(() -> create(request(key, "{ }")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(422));
    }

    @Test
    void a_key_is_free_again_after_a_day() {
        create(request(key, "{}"));

        idempotency.once(request(key, "{ }"), NOW.plus(Duration.ofHours(25)), this::work);
        assertThat(works).hasValue(2);
    }

    @Test
    void of_requests_at_once_one_does_the_work() throws Exception {
        Callable<Reply> create = () -> create(request(key, "{}"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = threads.invokeAll(IntStream.range(0, 10).mapToObj(i -> create).toList());

            assertThat(answers.stream().map(answer -> answer.resultNow().body()).distinct())
                    .hasSize(1);
            assertThat(
                            answers.stream()
                                    .filter(
                                            answer ->
                                                    !answer.resultNow()
                                                            .headers()
                                                            .containsKey("Idempotent-Replay")))
                    .hasSize(1);
        }
    }

    @Test
    void what_the_same_request_has_forbidden_meanwhile_is_answered_with_its_result() {
        var request = request(key, "{}");

        var answer =
                idempotency.once(
                        request,
                        NOW,
                        completion -> {
                            create(request);
                            throw Problem.conflict("It is already done.");
                        });

        assertThat(answer.headers()).containsEntry("Idempotent-Replay", "true");
    }

    @Test
    void a_refusal_is_not_kept() {
        assertThatThrownBy(
                        () ->
                                idempotency.once(
                                        request(key, "{}"),
                                        NOW,
                                        completion -> {
                                            throw Problem.conflict("Not now.");
                                        }))
                .isInstanceOf(Problem.class);

        create(request(key, "{}"));
        assertThat(works).hasValue(1);
    }

    @Test
    void a_key_has_1_to_255_characters() {
        for (var bad : List.of("", " ", "k".repeat(256))) {
            assertThatThrownBy(() -> create(request(bad, "{}")))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.status()).isEqualTo(400));
        }
    }

    private Reply create(Request request) {
        return idempotency.once(request, NOW, this::work);
    }

    private Reply work(Idempotency.Completion completion) {
        var id = UUID.randomUUID().toString();
        var reply = Reply.created(201, "/things/" + id, id);
        var transaction =
                table.transaction()
                        .create(
                                new Key("T#test#THING#" + id, "META"),
                                Json.MAPPER.createObjectNode(),
                                "thing");
        completion.add(transaction, reply);
        transaction.commit();
        works.incrementAndGet();
        return reply;
    }

    private static Request request(String key, String body) {
        var http = Http.builder().withMethod("POST").withPath("/things").build();
        var event =
                APIGatewayV2HTTPEvent.builder()
                        .withRawPath("/things")
                        .withHeaders(
                                Map.of("idempotency-key", key, "content-type", "application/json"))
                        .withBody(body)
                        .withRequestContext(RequestContext.builder().withHttp(http).build())
                        .build();
        return new Request(
                event, "POST /things", Map.of(), "request", Optional.of(Caller.DEVELOPER));
    }
}
