package dev.catalyst.agents.deployer;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Transient;
import dev.catalyst.llm.RetryAfter;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;

/**
 * GitHub's REST API for one deployment. It speaks to the one host of its address, follows nowhere,
 * tries again what passes, and ends everything else as {@link Refusal}. Every request that it is
 * used for may be sent twice.
 */
final class GithubClient {

    private static final long LONGEST_BODY = 32L << 20;
    private static final int LONGEST_TOLD = 300;

    /**
     * How long and how often a request is tried.
     *
     * @param request after so long without a whole answer it is given up
     * @param total all requests and waits of a deployment together
     */
    record Patience(int attempts, Duration base, Duration request, Duration total) {

        /** All of it is well below the function's time-out. */
        static final Patience USUAL =
                new Patience(
                        6, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(5));
    }

    /** An answer on which the caller decides: success, or 404, 409, 422. */
    record Answer(int status, JsonNode body) {

        boolean ok() {
            return status / 100 == 2;
        }

        /** A text that the answer must have. */
        String text(String pointer) {
            JsonNode found = body.at(pointer);
            if (!found.isTextual() || found.asText().isBlank()) {
                throw new Refusal("GitHub's answer lacks " + pointer + ": is GITHUB_URL its API?");
            }
            return found.asText();
        }

        /** What GitHub says is wrong. */
        String told() {
            var told = new StringBuilder(body.path("message").asText("no reason given"));
            body.path("errors")
                    .forEach(error -> told.append("; ").append(error.path("message").asText()));
            return told.length() > LONGEST_TOLD ? told.substring(0, LONGEST_TOLD) : told.toString();
        }
    }

    /** Nothing can be deployed; the message is for a person who can change that. */
    static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String reason;

        Refusal(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    private final HttpClient client;
    private final URI api;
    private final String token;
    private final Patience patience;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final long until;

    GithubClient(
            HttpClient client,
            URI api,
            String token,
            Patience patience,
            InstantSource clock,
            RandomGenerator random) {
        this.client = client;
        this.api = api;
        this.token = token;
        this.patience = patience;
        this.clock = clock;
        this.random = random;
        this.until = System.nanoTime() + patience.total().toNanos();
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, JsonNode body) {
        return send("POST", path, body);
    }

    private Answer send(String method, String path, @Nullable JsonNode body) {
        for (int attempt = 1; ; attempt++) {
            Failed failed;
            try {
                var response = exchange(request(method, path, body));
                var wait = wait(response);
                if (wait.isPresent()) {
                    failed = new Failed("it answered " + response.statusCode(), wait.get());
                } else if (response.statusCode() >= 500) {
                    failed = new Failed("it answered " + response.statusCode(), Duration.ZERO);
                } else {
                    return answer(response);
                }
            } catch (IOException | UncheckedIOException e) {
                failed = new Failed(masked(String.valueOf(e.getMessage())), Duration.ZERO);
            }
            pause(attempt, failed);
        }
    }

    /** Why an attempt failed, and how long GitHub wants to be left alone. */
    private record Failed(String why, Duration asked) {}

    private HttpRequest request(String method, String path, @Nullable JsonNode body) {
        return HttpRequest.newBuilder(URI.create(api + path))
                // servers of one's own often stumble over the upgrade that the JDK offers
                .version(
                        "https".equals(api.getScheme())
                                ? HttpClient.Version.HTTP_2
                                : HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/vnd.github+json")
                .header("X-GitHub-Api-Version", "2022-11-28")
                .header("User-Agent", "catalyst")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(body.toString()))
                .build();
    }

    /** The whole answer in time; the JDK's own time-out ends with the headers. */
    private HttpResponse<String> exchange(HttpRequest request) throws IOException {
        var answer =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(), LONGEST_BODY));
        long nanos = Math.min(patience.request().toNanos(), until - System.nanoTime());
        try {
            return answer.get(Math.max(1, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("it did not answer in time", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new Transient("the deployment was interrupted", e);
        }
    }

    private void pause(int attempt, Failed failed) {
        long left = until - System.nanoTime();
        Duration backoff = patience.base().multipliedBy(1L << Math.min(attempt - 1, 10));
        Duration wait = failed.asked().plusMillis(random.nextLong(backoff.toMillis() + 1));
        if (attempt >= patience.attempts() || wait.toNanos() >= left) {
            throw new Refusal(
                    failed.asked().isZero()
                            ? "GitHub (%s) cannot be used after %d attempts: %s. Redrive the task when it is back: what was done stays done."
                                    .formatted(api.getHost(), attempt, failed.why())
                            : "GitHub (%s) limits its requests and asks to wait %d seconds. Redrive the task after that: what was done stays done."
                                    .formatted(api.getHost(), failed.asked().toSeconds()));
        }
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Transient("the deployment was interrupted", e);
        }
    }

    /** How long a rate limit, primary or secondary, asks to wait; empty if this is none. */
    private Optional<Duration> wait(HttpResponse<String> response) {
        Instant now = clock.instant();
        int status = response.statusCode();
        if (status != 429 && status != 403) {
            return Optional.empty();
        }
        var asked = header(response, "retry-after").flatMap(value -> RetryAfter.parse(value, now));
        if (asked.isEmpty() && header(response, "x-ratelimit-remaining").equals(Optional.of("0"))) {
            asked =
                    header(response, "x-ratelimit-reset")
                            .filter(at -> at.matches("\\d{1,11}"))
                            .map(at -> Instant.ofEpochSecond(Long.parseLong(at)))
                            .map(at -> Duration.between(now, at));
        }
        boolean isLimit =
                status == 429
                        || asked.isPresent()
                        || response.body().contains("secondary rate limit");
        Duration atLeast = Duration.ofSeconds(1);
        return isLimit
                ? Optional.of(asked.filter(wait -> wait.compareTo(atLeast) > 0).orElse(atLeast))
                : Optional.empty();
    }

    private static Optional<String> header(HttpResponse<String> response, String name) {
        HttpHeaders headers = response.headers();
        return headers.firstValue(name).map(String::strip);
    }

    private Answer answer(HttpResponse<String> response) throws IOException {
        int status = response.statusCode();
        String body = masked(response.body());
        return switch (status) {
            case 200, 201 -> new Answer(status, Json.MAPPER.readTree(body));
            case 404, 409, 422 -> new Answer(status, lenient(body));
            case 401 ->
                    throw new Refusal(
                            "GitHub (%s) does not know the token (401): GITHUB_TOKEN is wrong or expired. Make a new one, set it, then redrive the task."
                                    .formatted(api.getHost()));
            case 403 -> throw new Refusal(forbidden(new Answer(status, lenient(body)).told()));
            case 301, 302, 307, 308 ->
                    throw new Refusal(
                            "GitHub (%s) says that the repository has moved (%d): give the project its new repo_url, then redrive the task."
                                    .formatted(api.getHost(), status));
            default ->
                    throw new Refusal(
                            "GitHub (%s) answered %d: %s"
                                    .formatted(
                                            api.getHost(),
                                            status,
                                            new Answer(status, lenient(body)).told()));
        };
    }

    /** What to do where GitHub forbids something, which it may also tell as 404. */
    String forbidden(String told) {
        return "GitHub (%s) forbids it: %s. GITHUB_TOKEN needs the permissions Contents and Pull requests, read and write, on the project's repository (and its organisation's consent). Then redrive the task."
                .formatted(api.getHost(), told);
    }

    private static JsonNode lenient(String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException noJson) {
            return Json.MAPPER.missingNode();
        }
    }

    private String masked(String text) {
        return text.replace(token, "***");
    }
}
