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

    /** How long a body waits for room before its client is told to come again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

    /** How long a client that was refused may go on sending before it is cut off. */
    private static final Duration DRAIN_TIME = Duration.ofSeconds(10);

    private final HttpApi api;
    private final Routes routes;
    private final Turnstile.Bounds writesAtOnce;
    private final Map<String, Turnstile> turnstiles = new ConcurrentHashMap<>();
    private final Shares shares;
    private final Refusals refusals = new Refusals();
    private final Uploads uploads;
    private final Optional<CorsRules> cors;
    private final Authorizers authorizers;
    private final Invoker functions;
    private final Clock clock;

    public HttpGateway(HttpApi api, boolean development, Invoker functions, Clock clock) {
        this(api, development, functions, clock, Turnstile.Bounds.OF_WRITES, new Shares(clock));
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
        this.uploads = new Uploads(PATIENCE, clock);
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
        Uploads.End end;
        try (var body = uploads.receive(request.getLength(), in)) {
            end = body.end();
            if (end != Uploads.End.WHOLE) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
            }
            answer(received(request, body.bytes()), end).write(response, head);
        }
        if (end != Uploads.End.WHOLE) {
            drain(in);
        }
        callback.succeeded();
        return true;
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

    private HttpAnswer answer(GatewayRequest request, Uploads.End received)
            throws InterruptedException {
        return switch (received) {
            case WHOLE -> answer(request);
            case TOO_LARGE -> finish(request, new Problem(413, "The body has more than 10 MB."));
            case TOO_SLOW -> finish(request, new Problem(408, "The body took over 30 seconds."));
            case NO_ROOM -> finish(request, busy(request));
        };
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
        boolean limited = match.get().route().authorizer().isPresent();
        try {
            Optional<HttpAnswer> again =
                    limited ? refusals.again(request, clock.instant()) : Optional.empty();
            if (again.isPresent()) {
                return finish(request, held(again.get()));
            }
            ObjectNode event = HttpEvent.of(request, match.get(), api.id());
            Optional<Problem> refusal = authorizers.refusal(request, match.get(), event);
            if (refusal.isPresent()) {
                return finish(request, refusal.get());
            }
            HttpAnswer answer =
                    admitted(request, match.get(), event).orElseGet(() -> busy(request));
            if (answer.status() == Refusals.STATUS) {
                refusals.note(request, answer, clock.instant());
                return finish(request, held(answer));
            }
            return finish(request, answer);
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

    private HttpAnswer held(HttpAnswer refusal) throws InterruptedException {
        Thread.sleep(refusals.hold(clock.instant()));
        return refusal;
    }

    /** The function's answer, or nothing if too much is asked for at once. */
    private Optional<HttpAnswer> admitted(
            GatewayRequest request, Routes.Match match, ObjectNode event)
            throws InterruptedException {
        var caller = event.path("requestContext").path("authorizer").path("lambda").path("tenant");
        boolean writes = !READS.contains(request.method());
        Shares.Work<HttpAnswer> work = () -> writes ? written(match, event) : invoke(match, event);
        return caller.isMissingNode() ? work.done() : shares.within(caller.asText(), writes, work);
    }

    private Optional<HttpAnswer> written(Routes.Match match, ObjectNode event)
            throws InterruptedException {
        var turnstile = turnstiles.computeIfAbsent(match.key(), _ -> new Turnstile(writesAtOnce));
        if (!turnstile.enter()) {
            return Optional.empty();
        }
        try {
            return invoke(match, event);
        } finally {
            turnstile.leave();
        }
    }

    private static HttpAnswer busy(GatewayRequest request) {
        return new Problem(503, "Too much is asked for at once: try again in a second.")
                .answer(request.rawPath(), request.id())
                .with(Map.of("Retry-After", "1"), "retry-after");
    }

    private Optional<HttpAnswer> invoke(Routes.Match match, ObjectNode event) {
        byte[] answer = functions.invoke(match.route().function(), Json.bytes(event));
        return Optional.of(HttpAnswer.of(answer));
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
