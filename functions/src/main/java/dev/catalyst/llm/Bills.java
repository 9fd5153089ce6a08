package dev.catalyst.llm;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.bedrock.BedrockTokenUsage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;

import org.jspecify.annotations.Nullable;

/** Reads each provider's way of counting tokens. */
final class Bills {

    private Bills() {}

    static Usage of(ChatResponse response, Exchange exchange) {
        TokenUsage counted = response.tokenUsage();
        return switch (counted) {
            case null -> exchange.usage();
            // these two count what went through the cache beside the input
            case AnthropicTokenUsage usage ->
                    beside(usage, usage.cacheReadInputTokens(), usage.cacheCreationInputTokens());
            case BedrockTokenUsage usage ->
                    beside(usage, usage.cacheReadInputTokens(), usage.cacheWriteInputTokens());
            case OpenAiTokenUsage usage ->
                    new Usage(
                            count(usage.inputTokenCount()),
                            count(usage.outputTokenCount()),
                            usage.inputTokensDetails() == null
                                    ? 0
                                    : count(usage.inputTokensDetails().cachedTokens()),
                            0);
            default -> withThoughts(counted);
        };
    }

    private static Usage beside(
            TokenUsage usage, @Nullable Integer cacheRead, @Nullable Integer cacheWrite) {
        long read = count(cacheRead);
        long written = count(cacheWrite);
        return new Usage(
                count(usage.inputTokenCount()) + read + written,
                count(usage.outputTokenCount()),
                read,
                written);
    }

    /** Gemini bills thoughts as output, but counts them in the total alone. */
    private static Usage withThoughts(TokenUsage usage) {
        long input = count(usage.inputTokenCount());
        long output = count(usage.outputTokenCount());
        return new Usage(input, Math.max(output, count(usage.totalTokenCount()) - input));
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : Math.max(0, tokens);
    }
}
