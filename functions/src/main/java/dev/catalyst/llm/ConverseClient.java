package dev.catalyst.llm;

import dev.langchain4j.exception.TimeoutException;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Bedrock's calls as LangChain4j makes them, each of which waits, over the SDK's asynchronous
 * client, which alone can stream. An answer comes by ConverseStream, so that a model that died is
 * noticed by its silence, and one that is no longer wanted stops; from models that cannot stream
 * (with tools), it comes whole by Converse. An interrupt closes the call's connection.
 */
final class ConverseClient implements BedrockRuntimeClient {

    private static final ExecutionAttribute<Exchange> EXCHANGE =
            new ExecutionAttribute<>("dev.catalyst.llm.Exchange");

    private final BedrockRuntimeAsyncClient client;
    private final Duration silence;
    private final Set<String> unstreamed = ConcurrentHashMap.newKeySet();

    /**
     * Calls by this client, which has a {@link Witness}.
     *
     * @param silence how long a stream may pause before its answer counts as lost
     */
    ConverseClient(BedrockRuntimeAsyncClient client, Duration silence) {
        this.client = client;
        this.silence = silence;
    }

    @Override
    public ConverseResponse converse(ConverseRequest request) {
        var response = answer(request);
        TokenUsage usage = response.usage();
        Exchange.billed(
                usage == null
                        ? Usage.NONE
                        : new Usage(number(usage.inputTokens()), number(usage.outputTokens())));
        return response;
    }

    private ConverseResponse answer(ConverseRequest request) {
        if (!unstreamed.contains(request.modelId())) {
            try {
                return streamed(request);
            } catch (ValidationException e) {
                if (!String.valueOf(e.getMessage()).contains("streaming")) {
                    throw e;
                }
                unstreamed.add(request.modelId());
            }
        }
        return whole(request);
    }

    private ConverseResponse whole(ConverseRequest request) {
        var witnessed = request.toBuilder();
        if (Exchange.CURRENT.isBound()) {
            var exchange = Exchange.CURRENT.get();
            witnessed.overrideConfiguration(own -> own.putExecutionAttribute(EXCHANGE, exchange));
        }
        return await(client.converse(witnessed.build()));
    }

    private ConverseResponse streamed(ConverseRequest request) {
        var answer = new StreamedAnswer();
        var read = new CompletableFuture<Void>();
        var call =
                client.converseStream(
                        asStream(request),
                        ConverseStreamResponseHandler.builder()
                                .onResponse(answer::begin)
                                .onEventStream(events -> tell(read, events.subscribe(answer::add)))
                                .build());
        tell(read, call);
        try {
            listen(answer, read);
        } catch (RuntimeException e) {
            // what fails behind the answer costs its bill alone
            return answer.response().orElseThrow(() -> inStream(answer, e));
        } finally {
            call.cancel(true);
        }
        return answer.response().orElseThrow(() -> brokenOff("it ended before the answer did"));
    }

    /** Waits until all is read, as long as something comes. */
    private void listen(StreamedAnswer answer, CompletableFuture<Void> read) {
        while (true) {
            int before = answer.events();
            try {
                await(read, silence);
                return;
            } catch (TimeoutException e) {
                if (answer.events() == before) {
                    throw e;
                }
            }
        }
    }

    /** What the failure of a stream says of its answer. */
    private static RuntimeException inStream(StreamedAnswer answer, RuntimeException failed) {
        if (failed instanceof BedrockRuntimeException && answer.events() > 0) {
            return brokenOff(failed.getMessage());
        }
        if (failed instanceof IllegalArgumentException) {
            // frames that cannot be read
            Exchange.answered("");
        }
        return failed;
    }

    private static UncheckedIOException brokenOff(@Nullable String reason) {
        return new UncheckedIOException(new IOException("the stream broke off: " + reason));
    }

    /** Ends as the part does. */
    private static void tell(CompletableFuture<Void> whole, CompletableFuture<Void> part) {
        var _ =
                part.whenComplete(
                        (_, failed) -> {
                            if (failed == null) {
                                whole.complete(null);
                            } else {
                                whole.completeExceptionally(failed);
                            }
                        });
    }

    private static ConverseStreamRequest asStream(ConverseRequest request) {
        return ConverseStreamRequest.builder()
                .modelId(request.modelId())
                .system(request.system())
                .messages(request.messages())
                .toolConfig(request.toolConfig())
                .inferenceConfig(request.inferenceConfig())
                .additionalModelRequestFields(request.additionalModelRequestFields())
                .build();
    }

    @Override
    public CountTokensResponse countTokens(CountTokensRequest request) {
        return await(client.countTokens(request));
    }

    private static <T> T await(CompletableFuture<T> call) {
        try {
            return await(call, Limits.LONGEST_ATTEMPT);
        } finally {
            call.cancel(true);
        }
    }

    private static <T> T await(CompletableFuture<T> call, Duration atMost) {
        try {
            return call.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("nothing came within " + atMost.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("the call was aborted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failed
                    ? failed
                    : SdkClientException.create("the call failed", e.getCause());
        }
    }

    private static long number(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    @Override
    public void close() {
        client.close();
    }

    /** Notes that a whole answer came, though perhaps one that cannot be read. */
    static final class Witness implements ExecutionInterceptor {
        @Override
        public void beforeUnmarshalling(
                Context.BeforeUnmarshalling context, ExecutionAttributes attributes) {
            var exchange = attributes.getAttribute(EXCHANGE);
            if (exchange != null && context.httpResponse().isSuccessful()) {
                exchange.came("");
            }
        }
    }
}
