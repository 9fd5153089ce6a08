package dev.catalyst.agents;

import dev.catalyst.lambda.Json;
import dev.catalyst.store.Sha256;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;

/** The tool calls of an answer. */
final class Calls {

    private Calls() {}

    /** The answer with an id for each call, and no id twice. */
    static AiMessage named(AiMessage message, int turn) {
        var seen = new HashSet<String>();
        var calls = new ArrayList<ToolExecutionRequest>();
        for (ToolExecutionRequest call : message.toolExecutionRequests()) {
            String id = call.id();
            if (id == null || id.isBlank() || !seen.add(id)) {
                id = "call_" + turn + "_" + (calls.size() + 1);
                seen.add(id);
            }
            calls.add(
                    call(
                            id,
                            call.name() == null ? "" : call.name(),
                            call.arguments() == null ? "" : call.arguments()));
        }
        return with(message, calls);
    }

    /** The answer as every provider takes it back: a call's arguments are a JSON object. */
    static AiMessage storable(AiMessage message) {
        return with(
                message,
                message.toolExecutionRequests().stream()
                        .map(
                                call ->
                                        isObject(call.arguments())
                                                ? call
                                                : call(call.id(), call.name(), "{}"))
                        .toList());
    }

    private static ToolExecutionRequest call(String id, String name, String arguments) {
        return ToolExecutionRequest.builder().id(id).name(name).arguments(arguments).build();
    }

    private static AiMessage with(AiMessage message, List<ToolExecutionRequest> calls) {
        return AiMessage.builder()
                .text(message.text())
                .thinking(message.thinking())
                .attributes(message.attributes())
                .toolExecutionRequests(calls)
                .build();
    }

    static String fingerprint(List<ToolExecutionRequest> calls) {
        return calls.stream()
                .map(call -> call.name() + call.arguments())
                .collect(Collectors.joining("\n", "\n", "\n"));
    }

    static String hash(String text) {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isObject(String text) {
        try {
            return Json.tree(text).isObject();
        } catch (UncheckedIOException unreadable) {
            return false;
        }
    }
}
