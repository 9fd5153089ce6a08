package dev.catalyst.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.lambda.FunctionFault;
import dev.catalyst.local.lambda.Invoker;
import dev.catalyst.local.template.HttpApi;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers HTTP requests by the functions of an HTTP API's routes. Each route takes only so many
 * writes at once, so that a flood of one kind leaves room for the others, and each tenant, while
 * others ask too, does only so much at once. Long polls may rest here as long as they like.
 */
public final class HttpGateway extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(HttpGateway.class);

    /** API Gateway's bound on a request's body. */
    private static final int BODY_BYTES = 10 * 1024 * 1024;

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    private static final int TOO_OFTEN = 429;

    /** A flood that waits for its refusals costs those who are served little of this machine. */
    private static final Duration HELD_BACK = Duration.ofMillis(100);

    /** How long a client that was refused may go on sending before it is cut off. */
    private static final Duration DRAIN_TIME = Duration.ofSeconds(10);

    private final HttpApi api;
    private final Routes routes;
    private final Turnstile.Bounds writesAtOnce;
    private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();
    private final Shares shares;
    private final Optional<CorsRules> cors;
    private final Authorizers authorizers;
    private final Invoker functions;
    private final Clock clock;

    public HttpGateway(HttpApi api, boolean development, Invoker functions, Clock clock) {
        this(api, development, functions, clock, Turnstile.Bounds.OF_WRITES, new Shares());
    }

    HttpGateway(
            HttpApi api,
            boolean development,
            Invoker functions,
            Clock clock,
            Turnstile.Bounds writesAtOnce,
            Shares shares) {
        this.api = api;
        this.writesAtOnce = writesAtOnce;
        this.shares = shares;
        this.routes = new Routes(api.routes());
        this.cors = api.cors().map(rules -> new CorsRules(rules, development));
        this.authorizers = new Authorizers(api, functions);
        this.functions = functions;
        this.clock = clock;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        boolean head = "HEAD".equals(request.getMethod());
        InputStream in = Content.Source.asInputStream(request);
        Optional<byte[]> body = body(request, in);
        GatewayRequest received = received(request, body.orElse(new byte[0]));
        if (body.isPresent()) {
            answer(received).write(response, head);
        } else {
            response.getHeaders().put(HttpHeader.CONNECTION, "close");
            finish(received, new Problem(413, "The body has more than 10 MB."))
                    .write(response, head);
            drain(in);
        }
        callback.succeeded();
        return true;
    }

    /** The whole body, or nothing if it is too large. */
    private static Optional<byte[]> body(Request request, InputStream in) throws IOException {
        if (request.getLength() > BODY_BYTES) {
            return Optional.empty();
        }
        byte[] body = in.readNBytes(BODY_BYTES + 1);
        return Optional.of(body).filter(b -> b.length <= BODY_BYTES);
    }

    /** Reads on: closing the connection on a client that still sends would cost it the answer. */
    private void drain(InputStream in) throws IOException {
        Instant end = clock.instant().plus(DRAIN_TIME);
        byte[] lost = new byte[65_536];
        int read = 0;
        while (read >= 0 && clock.instant().isBefore(end)) {
            read = in.read(lost);
        }
    }

    private GatewayRequest received(Request request, byte[] body) {
        var headers = new LinkedHashMap<String, List<String>>();
        request.getHeaders()
                .forEach(
                        h ->
                                headers.computeIfAbsent(
                                                h.getName().toLowerCase(Locale.ROOT),
                                                _ -> new ArrayList<>())
                                        .add(h.getValue() == null ? "" : h.getValue()));
        String path = request.getHttpURI().getPath();
        String query = request.getHttpURI().getQuery();
        return new GatewayRequest(
                request.getMethod(),
                path == null || path.isEmpty() ? "/" : path,
                query == null ? "" : query,
                headers,
                body,
                request.getConnectionMetaData().getProtocol(),
                Request.getRemoteAddr(request),
                Request.getLocalPort(request),
                clock.instant(),
                RequestId.of(request.getHeaders().get(RequestId.HEADER)));
    }

    private HttpAnswer answer(GatewayRequest request) throws InterruptedException {
        if (cors.isPresent() && preflight(request)) {
            var headers = new LinkedHashMap<>(cors.get().preflight(request.header("origin")));
            headers.put(RequestId.HEADER, request.id());
            return new HttpAnswer(204, List.copyOf(headers.entrySet()), new byte[0]);
        }
        Optional<Routes.Match> match = routes.match(request.method(), request.rawPath());
        if (match.isEmpty()) {
            return finish(request, new Problem(404, "No route takes this method and path."));
        }
        try {
            ObjectNode event = HttpEvent.of(request, match.get(), api.id());
            Optional<Problem> refusal = authorizers.refusal(request, match.get(), event);
            return refusal.isPresent()
                    ? finish(request, refusal.get())
                    : finish(request, unhurried(admitted(request, match.get(), event)));
        } catch (FunctionFault e) {
            LOG.error("{} {} failed: {}", request.method(), request.rawPath(), e.getMessage());
            return finish(
                    request,
                    e.timedOut()
                            ? new Problem(504, "The function took too long.")
                            : new Problem(500, "The function failed."));
        } catch (IllegalArgumentException e) {
            LOG.error(
                    "{} {}: {}", match.get().route().function(), request.rawPath(), e.getMessage());
            return finish(
                    request, new Problem(500, "The function's answer is not an HTTP answer."));
        }
    }

    private HttpAnswer admitted(GatewayRequest request, Routes.Match match, ObjectNode event)
            throws InterruptedException {
        var caller = event.path("requestContext").path("authorizer").path("lambda").path("tenant");
        boolean rests = event.path("queryStringParameters").path("wait").asInt() > 0;
        return rests || caller.isMissingNode()
                ? taken(request, match, event)
                : shares.within(
                        caller.asText(),
                        !READS.contains(request.method()),
                        request.at(),
                        () -> taken(request, match, event));
    }

    private HttpAnswer taken(GatewayRequest request, Routes.Match match, ObjectNode event)
            throws InterruptedException {
        if (READS.contains(request.method())) {
            return invoke(match, event);
        }
        var turnstile = turnstiles.computeIfAbsent(match.key(), _ -> new Turnstile(writesAtOnce));
        if (!turnstile.enter()) {
            return new Problem(503, "Too much is asked for at once: try again in a second.")
                    .answer(request.rawPath(), request.id())
                    .with(Map.of("Retry-After", "1"), "retry-after");
        }
        try {
            return invoke(match, event);
        } finally {
            turnstile.leave();
        }
    }

    /**
     * Holds back what tells a client that it asks too often: most ask again as soon as they know.
     */
    private static HttpAnswer unhurried(HttpAnswer answer) throws InterruptedException {
        if (answer.status() == TOO_OFTEN) {
            Thread.sleep(HELD_BACK);
        }
        return answer;
    }

    private HttpAnswer invoke(Routes.Match match, ObjectNode event) {
        return HttpAnswer.of(functions.invoke(match.route().function(), Json.bytes(event)));
    }

    private static boolean preflight(GatewayRequest request) {
        return request.method().equals("OPTIONS")
                && request.header("origin").isPresent()
                && request.header("access-control-request-method").isPresent();
    }

    private HttpAnswer finish(GatewayRequest request, Problem problem) {
        return finish(request, problem.answer(request.rawPath(), request.id()));
    }

    /** Where the API has CORS rules, they replace what a function says about origins. */
    private HttpAnswer finish(GatewayRequest request, HttpAnswer answer) {
        return cors.map(c -> answer.with(c.answer(request.header("origin")), "access-control-"))
                .orElse(answer);
    }
}
