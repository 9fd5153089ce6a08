package dev.catalyst.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Masking;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps what it costs to refuse those who ask too often small for those who are served. An answer
 * that tells a client so is held back, and one such answer goes after the other: most ask again as
 * soon as they know. Whoever asks again all the same, in less than the shortest time that it can
 * have been told to wait, is mostly told the same again without a function being asked.
 */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    static final int STATUS = 429;

    /** What a function's refusal says of itself; one for a spent budget is none of requests. */
    private static final String RATE_LIMITED = "urn:catalyst:rate_limited";

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration APART = Duration.ofMillis(5);
    private static final Duration LONGEST = Duration.ofMillis(500);

    /** No {@code Retry-After} is shorter. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Of a bearer that was refused, none is passed on for so long. */
    private static final Duration QUIET = Duration.ofMillis(500);

    /** Then, one request each such time: it may be served. */
    private static final Duration PASSED = Duration.ofMillis(10);

    /** How many bearers' refusals are known at most; the oldest is forgotten first. */
    private static final int KEPT = 1_000;

    /** When the last one goes. */
    private Instant last = Instant.EPOCH;

    private final Map<List<String>, Refusal> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<List<String>, Refusal> eldest) {
                    return size() > KEPT;
                }
            };

    private static final class Refusal {

        private final HttpAnswer answer;
        private final ObjectNode problem;
        private final Instant at;
        private Instant next;

        private Refusal(HttpAnswer answer, ObjectNode problem, Instant at) {
            this.answer = answer;
            this.problem = problem;
            this.at = at;
            next = at.plus(QUIET);
        }

        private boolean counts(Instant now) {
            if (now.isBefore(at) || !now.isBefore(at.plus(AGAIN))) {
                return false;
            }
            boolean told = now.isBefore(next);
            next = told ? next : now.plus(PASSED);
            return told;
        }
    }

    /** How long a refusal of this moment is to be held. */
    synchronized Duration hold(Instant now) {
        var behind = Duration.between(now, last.plus(APART));
        var hold = Collections.min(List.of(LONGEST, Collections.max(List.of(SHORTEST, behind))));
        last = now.plus(hold);
        return hold;
    }

    /** Notes a function's refusal, if it is for the rate of requests. */
    void note(GatewayRequest request, HttpAnswer answer, Instant now) {
        problem(answer)
                .filter(it -> it.path("type").asText().equals(RATE_LIMITED))
                .ifPresent(it -> note(request, new Refusal(answer, it, now)));
    }

    private synchronized void note(GatewayRequest request, Refusal refusal) {
        known.remove(bearer(request));
        known.put(bearer(request), refusal);
    }

    /** The refusal of this request, if its bearer has been refused just now. */
    Optional<HttpAnswer> again(GatewayRequest request, Instant now) {
        Refusal refusal;
        synchronized (this) {
            refusal = known.get(bearer(request));
            if (refusal == null || !refusal.counts(now)) {
                return Optional.empty();
            }
        }
        String path = Masking.mask(request.rawPath());
        LOG.info("{} {} refused again: request {}", request.method(), path, request.id());
        byte[] body =
                Json.bytes(
                        refusal.problem
                                .deepCopy()
                                .put("instance", path)
                                .put("request_id", request.id()));
        return Optional.of(
                new HttpAnswer(STATUS, refusal.answer.headers(), body)
                        .with(
                                Map.of(RequestId.HEADER, request.id()),
                                RequestId.HEADER.toLowerCase(Locale.ROOT)));
    }

    private static List<String> bearer(GatewayRequest request) {
        return request.headers().getOrDefault("authorization", List.of());
    }

    private static Optional<ObjectNode> problem(HttpAnswer answer) {
        try {
            return Json.MAPPER.readTree(answer.body()) instanceof ObjectNode problem
                    ? Optional.of(problem)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
