package dev.catalyst.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.Tags;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an agent was told and what it has done so far, from the messages alone. */
final class Conversation {

    /** A call of a tool and what came of it. */
    record Call(String tool, JsonNode arguments, String result, boolean failed) {}

    private static final String AGENT = "Agent: ";

    private final List<ChatMessage> messages;

    Conversation(List<ChatMessage> messages) {
        this.messages = List.copyOf(messages);
    }

    /** The agent that the system message's first line names; empty if none does. */
    String agent() {
        return messages.stream()
                .filter(SystemMessage.class::isInstance)
                .map(message -> ((SystemMessage) message).text())
                .filter(text -> text.startsWith(AGENT))
                .map(text -> text.lines().findFirst().orElse("").substring(AGENT.length()).strip())
                .findFirst()
                .orElse("");
    }

    /** The content of the first tagged block of that name in what the user said. */
    Optional<String> block(String name) {
        return messages.stream()
                .filter(UserMessage.class::isInstance)
                .map(message -> Tags.read(text((UserMessage) message), name))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** A tagged block that holds JSON; empty if it is absent or holds none. */
    Optional<JsonNode> json(String name) {
        return block(name).flatMap(Conversation::parsed);
    }

    /** All calls that were answered, in their order. */
    List<Call> calls() {
        Map<String, ToolExecutionResultMessage> results = new HashMap<>();
        messages.stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(ToolExecutionResultMessage.class::cast)
                .forEach(result -> results.put(result.id(), result));
        var calls = new ArrayList<Call>();
        for (var message : messages) {
            if (message instanceof AiMessage said && said.hasToolExecutionRequests()) {
                said.toolExecutionRequests().stream()
                        .filter(request -> results.containsKey(request.id()))
                        .forEach(request -> calls.add(call(request, results.get(request.id()))));
            }
        }
        return calls;
    }

    int characters() {
        return messages.stream().mapToInt(message -> message.toString().length()).sum();
    }

    private static Call call(ToolExecutionRequest request, ToolExecutionResultMessage result) {
        var text = String.valueOf(result.text());
        boolean failed =
                Boolean.TRUE.equals(result.isError())
                        || text.regionMatches(true, 0, "error", 0, "error".length());
        return new Call(
                request.name(),
                parsed(request.arguments()).orElseGet(Json.MAPPER::createObjectNode),
                text,
                failed);
    }

    private static Optional<JsonNode> parsed(String json) {
        try {
            return Optional.ofNullable(Json.tree(json));
        } catch (UncheckedIOException noJson) {
            return Optional.empty();
        }
    }

    private static String text(UserMessage message) {
        return message.contents().stream()
                .filter(TextContent.class::isInstance)
                .map(content -> ((TextContent) content).text())
                .collect(Collectors.joining("\n"));
    }
}
