package dev.catalyst.llm;

import dev.langchain4j.exception.HttpException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A provider's answer that is no success, with the wait that it asks for. */
final class WireException extends HttpException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    WireException(int status, String body, @Nullable Duration retryAfter) {
        super(status, body);
        this.retryAfter = retryAfter;
    }

    @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
