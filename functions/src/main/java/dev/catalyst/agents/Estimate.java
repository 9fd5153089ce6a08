package dev.catalyst.agents;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageSerializer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How many tokens a call reads at most, before it is made. */
final class Estimate {

    /** No tokenizer in use makes more of English, code or JSON; other scripts have more bytes. */
    private static final int BYTES_PER_TOKEN = 3;

    /** What a provider adds around messages and tools. */
    private static final int OVERHEAD = 200;

    private Estimate() {}

    static long inputTokens(List<ChatMessage> messages, List<ToolSpecification> tools) {
        long bytes =
                bytes(ChatMessageSerializer.messagesToJson(messages))
                        + tools.stream().mapToLong(tool -> bytes(tool.toString())).sum();
        return OVERHEAD + (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
