package dev.catalyst.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.store.MemoryDynamoDb;
import dev.catalyst.store.Table;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Two instances of a function that know of each other by the table alone. */
class SharedCircuitTest {

    private static final ModelName NAME = new ModelName(Provider.BEDROCK, "m");
    private static final Limits LIMITS = new Limits(Duration.ofMinutes(1), Duration.ofMinutes(1));

    private final MemoryDynamoDb dynamoDb = new MemoryDynamoDb();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final ModelCall one = instance(1);
    private final ModelCall other = instance(1);
    private final AtomicInteger calls = new AtomicInteger();

    private ModelCall instance(int attempts) {
        return new ModelCall(
                new TableCircuits(new Table(dynamoDb, "table")),
                new Patience(attempts, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                now::get,
                new Random(1));
    }

    private ModelCall.Result call(ModelCall instance, Runnable effect) {
        var model =
                new ChatModel() {
                    @Override
                    public ChatResponse doChat(ChatRequest request) {
                        calls.incrementAndGet();
                        effect.run();
                        return ChatResponse.builder().aiMessage(AiMessage.from("Hello")).build();
                    }
                };
        var request = ChatRequest.builder().messages(UserMessage.from("Go on")).build();
        return instance.call(NAME, model, request, LIMITS, () -> false, () -> true);
    }

    private static Runnable fails(int status) {
        return () -> {
            throw new HttpException(status, "no");
        };
    }

    private void open() {
        for (int i = 0; i < Circuit.FAILURES_TO_OPEN; i++) {
            call(one, fails(500));
        }
    }

    @Test
    void what_one_instance_learns_keeps_the_other_from_calling() {
        open();

        var result = call(other, () -> {});

        assertThat(result.outcome()).isInstanceOf(Outcome.Unavailable.class);
        assertThat(result.attempts()).isZero();
        assertThat(calls).hasValue(Circuit.FAILURES_TO_OPEN);
    }

    @Test
    void of_many_calls_at_once_two_probe_and_their_answers_close_it_for_all() throws Exception {
        open();
        now.updateAndGet(time -> time.plus(Circuit.FIRST_OPENING));
        calls.set(0);
        var probing = new Semaphore(0);
        var answer = new CountDownLatch(1);
        var results = new ArrayList<Future<ModelCall.Result>>();
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                var instance = i % 2 == 0 ? one : other;
                results.add(
                        callers.submit(
                                () ->
                                        call(
                                                instance,
                                                () -> {
                                                    probing.release();
                                                    awaited(answer);
                                                })));
            }
            probing.acquire(Circuit.PROBES);
            int refused = 0;
            while (refused < 16 - Circuit.PROBES) {
                refused =
                        (int)
                                results.stream()
                                        .filter(Future::isDone)
                                        .filter(
                                                result ->
                                                        result.resultNow().outcome()
                                                                instanceof Outcome.Unavailable)
                                        .count();
                Thread.onSpinWait();
            }
            answer.countDown();
        }
        assertThat(calls).hasValue(Circuit.PROBES);
        assertThat(call(one, () -> {}).outcome()).isInstanceOf(Outcome.Answered.class);
        assertThat(call(other, () -> {}).outcome()).isInstanceOf(Outcome.Answered.class);
    }

    @Test
    void attempts_of_all_instances_are_at_most_a_tenth_more_than_calls_and_the_bucket() {
        var patient = instance(8);
        for (int i = 0; i < 200; i++) {
            call(i % 2 == 0 ? patient : one, fails(429));
        }

        assertThat(calls.get()).isBetween(201, (int) (1.1 * 200) + 21);
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
