package dev.catalyst.agents;

import dev.catalyst.lambda.Json;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;

import org.jspecify.annotations.NullUnmarked;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A model that says what a test tells it to, one answer a call; the last again and again. */
@NullUnmarked // a test hands in nothing and looks into what is there
public final class ScriptedModel implements ChatModel {

    private static final AtomicInteger IDS = new AtomicInteger();

    private final Deque<Supplier<ChatResponse>> script = new ArrayDeque<>();
    final List<ChatRequest> requests = new ArrayList<>();

    public static ToolExecutionRequest call(String tool, Map<String, ?> arguments) {
        return raw(tool, Json.write(arguments));
    }

    /** A call that writes a file, whose content names its path. */
    public static ToolExecutionRequest write(String path) {
        return call("write_file", Map.of("path", path, "content", "text of " + path));
    }

    static ToolExecutionRequest raw(String tool, String arguments) {
        return ToolExecutionRequest.builder()
                .id("id-" + IDS.incrementAndGet())
                .name(tool)
                .arguments(arguments)
                .build();
    }

    public ScriptedModel calls(ToolExecutionRequest... calls) {
        return says(AiMessage.from(List.of(calls)), FinishReason.TOOL_EXECUTION);
    }

    ScriptedModel text(String text) {
        return says(AiMessage.from(text), FinishReason.STOP);
    }

    ScriptedModel says(AiMessage message, FinishReason reason) {
        return does(
                () ->
                        ChatResponse.builder()
                                .aiMessage(message)
                                .tokenUsage(new TokenUsage(100, 10))
                                .finishReason(reason)
                                .build());
    }

    ScriptedModel does(Supplier<ChatResponse> answer) {
        script.add(answer);
        return this;
    }

    /** Says nothing until its caller gives up. */
    static ChatResponse hang() {
        try {
            Thread.sleep(Duration.ofMinutes(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        requests.add(request);
        return (script.size() > 1 ? script.remove() : script.element()).get();
    }

    /** The last request, as one text. */
    public String heard() {
        return requests.getLast().messages().stream()
                .map(Object::toString)
                .collect(Collectors.joining("\n"));
    }
}
