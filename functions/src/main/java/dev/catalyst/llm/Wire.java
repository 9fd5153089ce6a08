package dev.catalyst.llm;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * LangChain4j's HTTP over the JDK's client, for what its own does not tell: {@code Retry-After},
 * and the body of an answer that it cannot use. An interrupt of the calling thread closes the
 * connection. A provider that repeats the caller's key in an answer gets it cut out here, before
 * anything can store it.
 */
final class Wire implements HttpClient {

    /** Bytes of an answer: {@link ChatModels#MAX_OUTPUT} tokens take far less, in frames too. */
    static final long LONGEST_BODY = 16L * 1024 * 1024;

    private static final int LONGEST_ERROR = 2000;
    private static final Set<String> KEY_HEADERS =
            Set.of("authorization", "x-api-key", "x-goog-api-key", "api-key");

    private final java.net.http.HttpClient client;

    private Wire(java.net.http.HttpClient client) {
        this.client = client;
    }

    static HttpClientBuilder over(java.net.http.HttpClient client) {
        return new Builder(client);
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        try {
            var response =
                    client.send(
                            jdkRequest(request),
                            BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_BODY));
            String body = withoutKeys(response.body(), request);
            if (response.statusCode() / 100 != 2) {
                throw new WireException(
                        response.statusCode(),
                        body.length() > LONGEST_ERROR ? body.substring(0, LONGEST_ERROR) : body,
                        response.headers()
                                .firstValue("retry-after")
                                .flatMap(RetryAfter::parse)
                                .orElse(null));
            }
            Exchange.answered(body);
            return SuccessfulHttpResponse.builder()
                    .statusCode(response.statusCode())
                    .headers(response.headers().map())
                    .body(body)
                    .build();
        } catch (HttpConnectTimeoutException e) {
            // nothing was sent yet
            throw new UncheckedIOException(e);
        } catch (HttpTimeoutException e) {
            throw new TimeoutException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("the call was aborted"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void execute(
            HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("answers are read whole, not as a stream");
    }

    /** Servers of one's own often stumble over the upgrade that the JDK offers without TLS. */
    static java.net.http.HttpRequest.Builder to(URI uri) {
        return java.net.http.HttpRequest.newBuilder(uri)
                .version(
                        "https".equalsIgnoreCase(uri.getScheme())
                                ? Version.HTTP_2
                                : Version.HTTP_1_1);
    }

    private static java.net.http.HttpRequest jdkRequest(HttpRequest request) {
        var builder = to(URI.create(request.url()));
        request.headers()
                .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.method(
                        request.method().name(),
                        request.body() == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(request.body()))
                .build();
    }

    private static String withoutKeys(String body, HttpRequest request) {
        String clean = body;
        for (var header : request.headers().entrySet()) {
            if (KEY_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                for (String value : header.getValue()) {
                    String key = value.replaceFirst("^Bearer ", "");
                    clean = key.length() < 8 ? clean : clean.replace(key, "***");
                }
            }
        }
        return clean;
    }

    /** Gives every model the same client; time-outs are the caller's, who interrupts. */
    private static final class Builder implements HttpClientBuilder {
        private final java.net.http.HttpClient client;
        private Duration connectTimeout = Duration.ZERO;
        private Duration readTimeout = Duration.ZERO;

        private Builder(java.net.http.HttpClient client) {
            this.client = client;
        }

        @Override
        public Duration connectTimeout() {
            return connectTimeout;
        }

        @Override
        public HttpClientBuilder connectTimeout(Duration timeout) {
            connectTimeout = timeout;
            return this;
        }

        @Override
        public Duration readTimeout() {
            return readTimeout;
        }

        @Override
        public HttpClientBuilder readTimeout(Duration timeout) {
            readTimeout = timeout;
            return this;
        }

        @Override
        public HttpClient build() {
            return new Wire(client);
        }
    }
}
