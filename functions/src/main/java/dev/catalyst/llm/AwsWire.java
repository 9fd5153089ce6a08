package dev.catalyst.llm;

import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The AWS SDK's asynchronous HTTP over the JDK's client, so that Bedrock is reached the way that
 * other providers are: by the same proxy, trusting the same authorities, without Netty in the zip.
 * Whoever cancels a call's future closes its connection.
 */
record AwsWire(HttpClient client) implements SdkAsyncHttpClient {

    /** What the JDK's client sets itself and refuses to be told. */
    private static final Set<String> OWN_HEADERS =
            Set.of("connection", "content-length", "expect", "host", "upgrade");

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        var done = new CompletableFuture<Void>();
        var answer =
                client.sendAsync(
                        jdkRequest(request),
                        BodyHandlers.limiting(BodyHandlers.ofPublisher(), Wire.LONGEST_BODY));
        var _ = done.whenComplete((_, _) -> answer.cancel(true));
        var _ =
                answer.whenComplete(
                        (response, failed) -> {
                            var handler = request.responseHandler();
                            if (failed == null) {
                                handler.onHeaders(headers(response));
                                handler.onStream(
                                        new Body(
                                                SdkPublisher.adapt(
                                                                FlowAdapters.toPublisher(
                                                                        response.body()))
                                                        .flatMapIterable(buffers -> buffers),
                                                done));
                            } else {
                                var cause =
                                        failed instanceof CompletionException
                                                ? failed.getCause()
                                                : failed;
                                handler.onError(cause);
                                done.completeExceptionally(cause);
                            }
                        });
        return done;
    }

    private static HttpRequest jdkRequest(AsyncExecuteRequest request) {
        var sdk = request.request();
        var builder = Wire.to(sdk.getUri());
        sdk.forEachHeader(
                (name, values) -> {
                    if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                        values.forEach(value -> builder.header(name, value));
                    }
                });
        return builder.method(sdk.method().name(), body(request)).build();
    }

    private static BodyPublisher body(AsyncExecuteRequest request) {
        var content = request.requestContentPublisher();
        long length = content.contentLength().orElse(0L);
        return length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(FlowAdapters.toFlowPublisher(content), length);
    }

    private static SdkHttpResponse headers(HttpResponse<?> response) {
        return SdkHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .build();
    }

    @Override
    public String clientName() {
        return "JdkHttpClient";
    }

    /** The JDK's client is its maker's to close. */
    @Override
    public void close() {}

    /** A response's bytes, until they end or the call is given up. */
    private record Body(Publisher<ByteBuffer> bytes, CompletableFuture<Void> done)
            implements Publisher<ByteBuffer> {

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> reader) {
            bytes.subscribe(
                    new Subscriber<>() {
                        @Override
                        public void onSubscribe(Subscription subscription) {
                            var _ = done.whenComplete((_, _) -> subscription.cancel());
                            reader.onSubscribe(subscription);
                        }

                        @Override
                        public void onNext(ByteBuffer more) {
                            reader.onNext(more);
                        }

                        @Override
                        public void onError(Throwable cut) {
                            reader.onError(cut);
                            done.completeExceptionally(cut);
                        }

                        @Override
                        public void onComplete() {
                            reader.onComplete();
                            done.complete(null);
                        }
                    });
        }
    }
}
