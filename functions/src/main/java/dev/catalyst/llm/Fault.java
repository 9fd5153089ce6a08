package dev.catalyst.llm;

import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLHandshakeException;

/**
 * What went wrong in one attempt.
 *
 * @param retryAfter the wait that the provider asks for, if it does
 */
record Fault(Kind kind, String reason, @Nullable Duration retryAfter) {

    enum Kind {
        /** Too many requests: the provider lives, but wants a pause. */
        THROTTLED,
        /** An error of the provider's own. */
        BROKEN,
        /** No connection came about: nothing was billed. */
        UNREACHABLE,
        /** The connection was cut or nothing came in time: perhaps billed, the answer is lost. */
        LOST,
        /** An answer that cannot be read. */
        UNREADABLE,
        REFUSED,
        /** The request itself was not accepted: key, model's name, size. */
        NOT_ACCEPTED
    }

    private static final int LONGEST_REASON = 300;

    /** Whether the same request can succeed later. */
    boolean retriable() {
        return switch (kind) {
            case THROTTLED, BROKEN, UNREACHABLE, LOST -> true;
            case UNREADABLE, REFUSED, NOT_ACCEPTED -> false;
        };
    }

    /** Whether it says that the provider is down. */
    boolean trips() {
        return switch (kind) {
            case BROKEN, UNREACHABLE, LOST -> true;
            case THROTTLED, UNREADABLE, REFUSED, NOT_ACCEPTED -> false;
        };
    }

    static Fault lost(String reason) {
        return new Fault(Kind.LOST, reason, null);
    }

    static Fault of(@Nullable Throwable thrown, Exchange exchange) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            switch (t) {
                case ContentFilteredException filtered -> {
                    return fault(Kind.REFUSED, filtered.getMessage());
                }
                case WireException wire -> {
                    return status(wire.statusCode(), wire.getMessage(), wire.retryAfter());
                }
                case HttpException http -> {
                    return status(http.statusCode(), http.getMessage(), null);
                }
                case AwsServiceException aws -> {
                    return status(aws.statusCode(), aws.getMessage(), retryAfter(aws));
                }
                case ConnectException refused -> {
                    return fault(Kind.UNREACHABLE, "connection refused");
                }
                case HttpConnectTimeoutException slow -> {
                    return fault(Kind.UNREACHABLE, "no connection in time");
                }
                case NoRouteToHostException nowhere -> {
                    return fault(Kind.UNREACHABLE, "no route to it");
                }
                case SSLHandshakeException untrusted -> {
                    return fault(Kind.UNREACHABLE, text(untrusted));
                }
                case UnknownHostException unknown -> {
                    return fault(Kind.UNREACHABLE, "its host name is not known");
                }
                case UnresolvedAddressException unknown -> {
                    return fault(Kind.UNREACHABLE, "its host name is not known");
                }
                case TimeoutException slow -> {
                    return fault(Kind.LOST, "no answer in time");
                }
                case IOException cut when !exchange.hasAnswer() -> {
                    return fault(Kind.LOST, text(cut));
                }
                default -> {
                    // a cause may say more
                }
            }
        }
        if (exchange.promptBlocked()) {
            return fault(Kind.REFUSED, "the provider's content filter blocked the prompt");
        }
        if (exchange.hasAnswer()) {
            return fault(Kind.UNREADABLE, text(thrown));
        }
        // the SDK's own complaints without an answer: no credentials, no region, no route
        return thrown instanceof SdkClientException
                ? fault(Kind.UNREACHABLE, text(thrown))
                : fault(Kind.NOT_ACCEPTED, text(thrown));
    }

    private static Fault status(int status, @Nullable String body, @Nullable Duration retryAfter) {
        String said = "HTTP " + status + ": " + (body == null ? "" : body);
        if (status == 429) {
            return new Fault(Kind.THROTTLED, cut(said), retryAfter);
        }
        // 424 is Bedrock's for a model that failed
        if (status >= 500 || Set.of(408, 409, 424, 425).contains(status)) {
            return new Fault(Kind.BROKEN, cut(said), retryAfter);
        }
        return fault(filtered(said) ? Kind.REFUSED : Kind.NOT_ACCEPTED, said);
    }

    /** Some providers refuse a prompt with status 400 and say why in their error's code. */
    private static boolean filtered(String body) {
        String lower = body.toLowerCase(Locale.ROOT);
        return lower.contains("content_filter")
                || lower.contains("content_policy")
                || lower.contains("content filtering policy");
    }

    private static @Nullable Duration retryAfter(AwsServiceException e) {
        return Optional.ofNullable(e.awsErrorDetails())
                .map(details -> details.sdkHttpResponse())
                .flatMap(response -> response.firstMatchingHeader("Retry-After"))
                .flatMap(RetryAfter::parse)
                .orElse(null);
    }

    private static Fault fault(Kind kind, @Nullable String reason) {
        return new Fault(kind, cut(reason == null ? "" : reason), null);
    }

    private static String text(@Nullable Throwable t) {
        if (t == null) {
            return "no reason was given";
        }
        return t.getMessage() == null ? t.getClass().getSimpleName() : t.getMessage();
    }

    private static String cut(String text) {
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) + "..." : text;
    }
}
