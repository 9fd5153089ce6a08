package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Catalyst's HTTP API. What fails for a moment (a cut connection, 429, 5xx) is tried again as long
 * as the patience lasts; a POST carries one idempotency key over all its tries.
 */
final class Api {

    /** Longer than the longest poll, 20 s. */
    private static final Duration ANSWER = Duration.ofSeconds(35);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);
    private static final Set<Integer> PASSING = Set.of(429, 500, 502, 503, 504);

    private final HttpClient client =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
    private final URI endpoint;
    private final Optional<String> token;
    private final Duration patience;

    /** Talks to the API at {@code endpoint}, its address without {@code /api}. */
    Api(URI endpoint, Optional<String> token, Duration patience) {
        this.endpoint = endpoint;
        this.token = token;
        this.patience = patience;
    }

    /** The same API for one who waits longer. */
    Api patient(Duration longer) {
        return new Api(endpoint, token, longer);
    }

    URI endpoint() {
        return endpoint;
    }

    JsonNode get(String path) {
        return json(send(request(path).GET().build(), BodyHandlers.ofByteArray()));
    }

    JsonNode post(String path, JsonNode body) {
        var request =
                request(path)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofString(Json.write(body)));
        return json(send(request.build(), BodyHandlers.ofByteArray()));
    }

    /** Fetches what the route redirects to into the file; the link is signed and gets no token. */
    void download(String path, Path file) {
        var link =
                send(request(path).GET().build(), BodyHandlers.ofByteArray())
                        .headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new CannotServe(path + " leads to no file"));
        var target = HttpRequest.newBuilder(endpoint.resolve(link)).timeout(Duration.ofMinutes(2));
        var answer =
                send(
                        target.build(),
                        info ->
                                info.statusCode() == 200
                                        ? BodySubscribers.mapping(
                                                BodySubscribers.ofFile(file), Path::toString)
                                        : BodySubscribers.ofString(StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) {
            throw new CannotServe(
                    "%s answered %d instead of the file"
                            .formatted(target.build().uri().getPath(), answer.statusCode()));
        }
    }

    private HttpRequest.Builder request(String path) {
        var base = endpoint.toString().replaceFirst("/+$", "");
        var request =
                HttpRequest.newBuilder(URI.create(base + path))
                        .timeout(ANSWER)
                        .header("Accept", "application/json, application/problem+json");
        token.ifPresent(value -> request.header("Authorization", "Bearer " + value));
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body) {
        var deadline = System.nanoTime() + patience.toNanos();
        for (int attempt = 0; ; attempt++) {
            Duration pause = pause(attempt);
            try {
                var answer = client.send(request, body);
                pause = retryAfter(answer).orElse(pause);
                if (!PASSING.contains(answer.statusCode()) || !pause(pause, deadline)) {
                    return answer;
                }
            } catch (IOException e) {
                if (!pause(pause, deadline)) {
                    throw unreachable(e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CannotServe("interrupted", e);
            }
        }
    }

    /** Waits, unless that would end after the deadline. */
    private static boolean pause(Duration pause, long deadline) {
        if (System.nanoTime() + pause.toNanos() > deadline) {
            return false;
        }
        LockSupport.parkNanos(pause.toNanos());
        return true;
    }

    /** Full jitter below a bound that doubles from 0.2 s. */
    private static Duration pause(int attempt) {
        var bound = Math.min(200L << Math.min(attempt, 10), LONGEST_PAUSE.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(bound / 2, bound));
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> answer) {
        return answer.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,4}"))
                .map(value -> Duration.ofSeconds(Long.parseLong(value)));
    }

    private CannotServe unreachable(IOException cause) {
        var what =
                switch (cause) {
                    case HttpTimeoutException _ -> "does not answer in time";
                    case ConnectException _ -> "cannot be reached";
                    default -> "cuts the connection (" + cause.getMessage() + ")";
                };
        return new CannotServe(
                "%s %s. Start the host with ./catalyst up, or name another with --endpoint or CATALYST_ENDPOINT."
                        .formatted(endpoint, what),
                cause);
    }

    private JsonNode json(HttpResponse<byte[]> answer) {
        var body = parsed(answer.body());
        if (answer.statusCode() >= 400) {
            throw new ApiProblem(answer.statusCode(), body.orElse(MissingNode.getInstance()));
        }
        return body.orElseThrow(
                () ->
                        new CannotServe(
                                "%s answered something that is no JSON: is it Catalyst's address?"
                                        .formatted(answer.uri())));
    }

    private static Optional<JsonNode> parsed(byte[] body) {
        try {
            return Optional.ofNullable(Json.MAPPER.readTree(body)).filter(JsonNode::isObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
