package dev.catalyst.local.models;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a request asks, whatever its protocol. Refuses what providers refuse: a tool's result
 * without its call, a call without its result, a request without tools or without a bound.
 */
final class Asked {

    private final List<ChatMessage> messages = new ArrayList<>();
    private final Set<String> tools = new HashSet<>();
    private final List<ToolExecutionRequest> open = new ArrayList<>();
    private int calls;
    private int mostTokens;

    void system(String text) {
        messages.add(SystemMessage.from(text));
    }

    void user(String text) {
        noneIsOpen();
        messages.add(UserMessage.from(text));
    }

    void assistant(String text, List<ToolExecutionRequest> called) {
        noneIsOpen();
        messages.add(called.isEmpty() ? AiMessage.from(text) : AiMessage.from(text, called));
        open.addAll(called);
    }

    /** A call as the protocol names it; the id is null in protocols without. */
    ToolExecutionRequest call(String id, String name, String arguments) {
        calls++;
        return ToolExecutionRequest.builder()
                .id(id == null ? "unnamed-" + calls : id)
                .name(name)
                .arguments(arguments)
                .build();
    }

    /** The result of an open call: that with the id or, in protocols without, the next one. */
    void result(String id, String text) {
        var call =
                open.stream()
                        .filter(one -> id == null || one.id().equals(id))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalArgumentException(
                                                "a result without a call: " + id));
        open.remove(call);
        messages.add(ToolExecutionResultMessage.from(call, text));
    }

    void tool(String name) {
        tools.add(name);
    }

    void mostTokens(int bound) {
        mostTokens = bound;
    }

    List<ChatMessage> messages() {
        noneIsOpen();
        if (tools.isEmpty() || mostTokens < 1) {
            throw new IllegalArgumentException(
                    "tools " + tools + ", at most " + mostTokens + " tokens");
        }
        return List.copyOf(messages);
    }

    /** The answer, if it calls offered tools only. */
    AiMessage answered(AiMessage message) {
        message.toolExecutionRequests().stream()
                .filter(call -> !tools.contains(call.name()))
                .findFirst()
                .ifPresent(
                        call -> {
                            throw new IllegalArgumentException(
                                    call.name() + " is none of the tools " + tools);
                        });
        return message;
    }

    private void noneIsOpen() {
        if (!open.isEmpty()) {
            throw new IllegalArgumentException("calls without a result: " + open);
        }
    }
}
