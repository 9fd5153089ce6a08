package dev.catalyst.llm;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * What one attempt saw on the wire. LangChain4j throws away what stands beside an answer that it
 * refuses or cannot read, but that answer was billed all the same.
 */
final class Exchange {

    static final ScopedValue<Exchange> CURRENT = ScopedValue.newInstance();

    private @Nullable String body;
    private @Nullable Usage usage;

    static void answered(String body) {
        if (CURRENT.isBound()) {
            CURRENT.get().came(body);
        }
    }

    /** An answer, on a thread that is not the caller's. */
    void came(String answer) {
        body = answer;
    }

    static void billed(Usage usage) {
        if (CURRENT.isBound()) {
            CURRENT.get().usage = usage;
        }
    }

    /** Whether the provider answered with success, so that tokens were billed. */
    boolean hasAnswer() {
        return body != null || usage != null;
    }

    /** The bill as the body tells it in any of the providers' words; zero if it does not. */
    Usage usage() {
        if (usage != null) {
            return usage;
        }
        return json().map(Exchange::read).orElse(Usage.NONE);
    }

    /**
     * Whether the body says that the prompt itself was blocked (Gemini gives no candidate then).
     */
    boolean promptBlocked() {
        return json().map(json -> json.path("promptFeedback").has("blockReason")).orElse(false);
    }

    /** Whether the model declined in Anthropic's words, which LangChain4j does not know. */
    boolean declined() {
        return json().map(json -> json.path("stop_reason").asText().equals("refusal"))
                .orElse(false);
    }

    private Optional<JsonNode> json() {
        if (body == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.tree(body));
        } catch (UncheckedIOException unreadable) {
            return Optional.empty();
        }
    }

    private static Usage read(JsonNode json) {
        JsonNode openAiOrAnthropic = json.path("usage");
        JsonNode gemini = json.path("usageMetadata");
        long input =
                first(openAiOrAnthropic, "prompt_tokens", "input_tokens")
                        + first(gemini, "promptTokenCount")
                        + first(json, "prompt_eval_count");
        long output =
                first(openAiOrAnthropic, "completion_tokens", "output_tokens")
                        + first(gemini, "candidatesTokenCount")
                        + first(gemini, "thoughtsTokenCount")
                        + first(json, "eval_count");
        return new Usage(input, output);
    }

    private static long first(JsonNode node, String... names) {
        for (String name : names) {
            if (node.path(name).canConvertToLong()) {
                return node.path(name).asLong();
            }
        }
        return 0;
    }
}
