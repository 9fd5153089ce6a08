package dev.catalyst.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

class ModelCallTest {

    private static final ModelName NAME = new ModelName(Provider.OPENAI, "m");
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Circuits circuits = new Circuits.OfProcess();
    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch aborted = new CountDownLatch(1);

    private final ChatModel broken =
            model(
                    () -> {
                        throw new HttpException(500, "down");
                    });
    private final ChatModel hanging =
            model(
                    () -> {
                        try {
                            Thread.sleep(Duration.ofMinutes(5));
                        } catch (InterruptedException e) {
                            aborted.countDown();
                        }
                    });

    private ChatModel model(Runnable effect) {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                calls.incrementAndGet();
                effect.run();
                return ChatResponse.builder().aiMessage(AiMessage.from("Hello")).build();
            }
        };
    }

    private ModelCall.Result call(
            ChatModel model, Patience patience, Limits limits, BooleanSupplier cancelled) {
        return new ModelCall(circuits, patience, InstantSource.system(), new Random(1))
                .call(
                        NAME,
                        model,
                        ChatRequest.builder().messages(UserMessage.from("Go on")).build(),
                        limits,
                        cancelled,
                        () -> true);
    }

    private static Patience patience(int attempts) {
        return new Patience(
                attempts, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(200));
    }

    @Test
    void while_the_circuit_is_open_no_call_is_made() {
        Circuit open =
                new Circuit(Circuit.State.OPEN, 0, 1, Instant.now().plusSeconds(60), 0, 0, 0);
        circuits.read(Provider.OPENAI);
        assertThat(circuits.replace(Provider.OPENAI, Circuit.CLOSED, open)).isTrue();
        var result = call(broken, patience(3), new Limits(LONG, LONG), () -> false);
        assertThat(result.outcome()).isInstanceOf(Outcome.Unavailable.class);
        assertThat(result.attempts()).isZero();
        assertThat(calls).hasValue(0);
    }

    @Test
    void calls_one_after_the_other_open_the_circuit_for_all() {
        for (int i = 0; i < 10; i++) {
            call(broken, patience(2), new Limits(LONG, LONG), () -> false);
        }
        assertThat(calls).hasValue(Circuit.FAILURES_TO_OPEN);
    }

    @Test
    void a_call_that_is_no_longer_wanted_is_aborted() throws Exception {
        var result = call(hanging, patience(2), new Limits(LONG, LONG), () -> calls.get() > 0);
        assertThat(result.outcome()).isInstanceOf(Outcome.Cancelled.class);
        assertThat(result.took()).isLessThan(Duration.ofSeconds(5));
        assertThat(aborted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void an_attempt_over_its_time_is_aborted_counted_as_lost_and_tried_again() {
        var limits = new Limits(Duration.ofMillis(30), LONG);
        var result = call(hanging, patience(3), limits, () -> false);
        assertThat(result.outcome()).isInstanceOf(Outcome.Unavailable.class);
        assertThat(result.attempts()).isEqualTo(3);
        assertThat(result.lost()).isEqualTo(3);
    }

    @Test
    void the_offline_generator_needs_no_circuit() {
        var offline = new ModelName(Provider.OFFLINE, "offline");
        var call = new ModelCall(circuits, patience(1), InstantSource.system(), new Random(1));
        var request = ChatRequest.builder().messages(UserMessage.from("Go on")).build();
        var result =
                call.call(
                        offline,
                        model(() -> {}),
                        request,
                        new Limits(LONG, LONG),
                        () -> false,
                        () -> true);
        assertThat(result.outcome()).isInstanceOf(Outcome.Answered.class);
    }
}
