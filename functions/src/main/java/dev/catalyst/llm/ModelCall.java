package dev.catalyst.llm;

import dev.catalyst.lambda.Tracing;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * One model call with its retries, under the provider's circuit breaker and retry budget. Each
 * attempt has a virtual thread of its own: an interrupt closes its connection, so that a time-out
 * or a cancellation ends the call for real.
 */
public final class ModelCall {

    /** How often a running call asks whether it is still wanted. */
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Breaker breaker;
    private final Patience patience;
    private final InstantSource clock;
    private final RandomGenerator random;

    public ModelCall(
            Circuits circuits, Patience patience, InstantSource clock, RandomGenerator random) {
        this.breaker = new Breaker(circuits);
        this.patience = patience;
        this.clock = clock;
        this.random = random;
    }

    /**
     * How a call went.
     *
     * @param attempts requests that were sent
     * @param lost attempts whose answer never came though it may have been billed
     */
    public record Result(Outcome outcome, int attempts, int lost, Duration took) {}

    /**
     * Calls the model. Never throws for a fault.
     *
     * @param cancelled is asked about every second
     * @param paysAgain is asked before another attempt that follows a lost one, which may be billed
     *     beside it
     */
    public Result call(
            ModelName name,
            ChatModel model,
            ChatRequest request,
            Limits limits,
            BooleanSupplier cancelled,
            BooleanSupplier paysAgain) {
        var run = new Run(name, model, request, limits, cancelled, paysAgain);
        var outcome =
                Tracing.within(
                        "model",
                        Map.of("provider", name.provider().wireName(), "model", name.model()),
                        run::uninterrupted);
        return new Result(
                outcome, run.attempts, run.lost, Duration.between(run.began, clock.instant()));
    }

    /** The state of one call. */
    private final class Run {
        private final ModelName name;
        private final ChatModel model;
        private final ChatRequest request;
        private final Limits limits;
        private final BooleanSupplier cancelled;
        private final BooleanSupplier paysAgain;
        private final Instant began = clock.instant();
        private final Instant end;
        private Duration waited = Duration.ZERO;
        private int attempts;
        private int lost;

        private Run(
                ModelName name,
                ChatModel model,
                ChatRequest request,
                Limits limits,
                BooleanSupplier cancelled,
                BooleanSupplier paysAgain) {
            this.name = name;
            this.model = model;
            this.request = request;
            this.limits = limits;
            this.cancelled = cancelled;
            this.paysAgain = paysAgain;
            this.end = began.plus(limits.whole());
        }

        private Outcome uninterrupted() {
            try {
                return untilOutcome();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Outcome.Cancelled();
            }
        }

        private Outcome untilOutcome() throws InterruptedException {
            String lastFault = "it failed for other calls, and is left alone for a while";
            boolean retry = false;
            while (true) {
                if (cancelled.getAsBoolean()) {
                    return new Outcome.Cancelled();
                }
                if (!clock.instant().isBefore(end)) {
                    return new Outcome.OutOfTime();
                }
                Duration closed = breaker.admit(name, retry, clock.instant());
                if (closed.isPositive()) {
                    if (!wait(closed)) {
                        return new Outcome.Unavailable(lastFault);
                    }
                    continue;
                }
                switch (attempt()) {
                    case Ended(Outcome outcome) -> {
                        return outcome;
                    }
                    case Failed(Fault fault) -> {
                        lastFault = fault.reason();
                        if (!again(fault)) {
                            return new Outcome.Unavailable(lastFault);
                        }
                        retry = true;
                    }
                }
            }
        }

        /** Whether another attempt is worth it and allowed, after the wait that it needs. */
        private boolean again(Fault fault) throws InterruptedException {
            return fault.retriable()
                    && attempts < patience.attempts()
                    && breaker.mayRetry(name)
                    && wait(patience.pause(attempts, fault.retryAfter(), random))
                    && (fault.kind() != Fault.Kind.LOST || paysAgain.getAsBoolean());
        }

        /** Waits unless that passes the call's patience or time; false if it does not. */
        private boolean wait(Duration pause) throws InterruptedException {
            waited = waited.plus(pause);
            Instant until = clock.instant().plus(pause);
            if (waited.compareTo(patience.total()) > 0 || until.isAfter(end)) {
                return false;
            }
            for (Duration left = pause; left.isPositive() && !cancelled.getAsBoolean(); ) {
                Thread.sleep(left.compareTo(POLL) < 0 ? left : POLL);
                left = Duration.between(clock.instant(), until);
            }
            return true;
        }

        private Attempt attempt() throws InterruptedException {
            attempts++;
            var exchange = new Exchange();
            var answer =
                    new FutureTask<ChatResponse>(
                            () ->
                                    ScopedValue.where(Exchange.CURRENT, exchange)
                                            .call(() -> model.chat(request)));
            Thread thread = Thread.ofVirtual().name("model-call").start(answer);
            Instant cut = earlier(clock.instant().plus(limits.attempt()), end);
            try {
                while (true) {
                    Duration left = Duration.between(clock.instant(), cut);
                    if (!left.isPositive()) {
                        return timedOut();
                    }
                    try {
                        Duration step = left.compareTo(POLL) < 0 ? left : POLL;
                        ChatResponse response = answer.get(step.toNanos(), TimeUnit.NANOSECONDS);
                        note(true);
                        return new Ended(outcome(response, exchange));
                    } catch (TimeoutException stillRunning) {
                        if (cancelled.getAsBoolean()) {
                            lost++;
                            return new Ended(new Outcome.Cancelled());
                        }
                    }
                }
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnsupportedPrompt unsupported) {
                    return new Ended(
                            new Outcome.Unsupported(String.valueOf(unsupported.getMessage())));
                }
                return faulty(Fault.of(e.getCause(), exchange), exchange);
            } finally {
                thread.interrupt();
            }
        }

        private Attempt timedOut() {
            lost++;
            note(false);
            return clock.instant().isBefore(end)
                    ? new Failed(
                            Fault.lost("no answer within " + limits.attempt().toSeconds() + " s"))
                    : new Ended(new Outcome.OutOfTime());
        }

        private Attempt faulty(Fault fault, Exchange exchange) {
            if (fault.kind() == Fault.Kind.LOST) {
                lost++;
            }
            note(!fault.trips());
            return switch (fault.kind()) {
                case REFUSED -> new Ended(new Outcome.Refused(fault.reason(), exchange.usage()));
                case UNREADABLE -> new Ended(new Outcome.Garbled(fault.reason(), exchange.usage()));
                case THROTTLED, BROKEN, UNREACHABLE, LOST, NOT_ACCEPTED -> new Failed(fault);
            };
        }

        private void note(boolean alive) {
            if (alive) {
                breaker.answered(name);
            } else {
                breaker.failed(name, clock.instant());
            }
        }
    }

    /** How one attempt went. */
    private sealed interface Attempt {}

    private record Ended(Outcome outcome) implements Attempt {}

    private record Failed(Fault fault) implements Attempt {}

    private static Outcome outcome(ChatResponse response, Exchange exchange) {
        Usage usage = Bills.of(response, exchange);
        if (exchange.declined()) {
            return new Outcome.Refused("the model declined", usage);
        }
        return switch (response.finishReason()) {
            case LENGTH -> new Outcome.Truncated(response.aiMessage(), usage);
            case CONTENT_FILTER ->
                    new Outcome.Refused("the provider's content filter stopped the answer", usage);
            case STOP, TOOL_EXECUTION, OTHER -> new Outcome.Answered(response.aiMessage(), usage);
            case null -> new Outcome.Answered(response.aiMessage(), usage);
        };
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
