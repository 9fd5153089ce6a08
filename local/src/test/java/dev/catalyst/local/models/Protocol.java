package dev.catalyst.local.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.output.TokenUsage;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** How a provider is asked and how it answers. */
public enum Protocol {
    OPENAI("/v1/chat/completions", "Authorization", "Bearer ") {
        @Override
        void read(JsonNode request, Asked asked) {
            for (JsonNode message : request.path("messages")) {
                String text = text(message.path("content"));
                switch (message.path("role").asText()) {
                    case "system" -> asked.system(text);
                    case "user" -> asked.user(text);
                    case "tool" -> asked.result(message.path("tool_call_id").asText(), text);
                    default -> {
                        var calls = new ArrayList<ToolExecutionRequest>();
                        for (JsonNode call : message.path("tool_calls")) {
                            JsonNode function = call.path("function");
                            calls.add(
                                    asked.call(
                                            call.path("id").asText(),
                                            function.path("name").asText(),
                                            function.path("arguments").asText()));
                        }
                        asked.assistant(text, calls);
                    }
                }
            }
            request.path("tools")
                    .forEach(tool -> asked.tool(tool.path("function").path("name").asText()));
            asked.mostTokens(request.path("max_tokens").asInt());
        }

        @Override
        ObjectNode write(AiMessage message, TokenUsage usage) {
            var answer = object().put("id", "1").put("object", "chat.completion").put("model", "m");
            var choice = answer.putArray("choices").addObject().put("index", 0);
            choice.put("finish_reason", "tool_calls");
            var said = choice.putObject("message").put("role", "assistant");
            said.put("content", message.text());
            var calls = said.putArray("tool_calls");
            for (var call : message.toolExecutionRequests()) {
                calls.addObject()
                        .put("id", call.id())
                        .put("type", "function")
                        .putObject("function")
                        .put("name", call.name())
                        .put("arguments", call.arguments());
            }
            answer.putObject("usage")
                    .put("prompt_tokens", usage.inputTokenCount())
                    .put("completion_tokens", usage.outputTokenCount())
                    .put("total_tokens", usage.totalTokenCount());
            return answer;
        }
    },
    ANTHROPIC("/v1/messages", "x-api-key", "") {
        @Override
        void read(JsonNode request, Asked asked) {
            asked.system(text(request.path("system")));
            for (JsonNode message : request.path("messages")) {
                var calls = new ArrayList<ToolExecutionRequest>();
                var said = new StringBuilder();
                for (JsonNode block : blocks(message.path("content"))) {
                    switch (block.path("type").asText()) {
                        case "text" -> said.append(block.path("text").asText());
                        case "tool_use" ->
                                calls.add(
                                        asked.call(
                                                block.path("id").asText(),
                                                block.path("name").asText(),
                                                block.path("input").toString()));
                        case "tool_result" ->
                                asked.result(
                                        block.path("tool_use_id").asText(),
                                        text(block.path("content")));
                        default -> throw new IllegalArgumentException("block " + block);
                    }
                }
                said(message.path("role").asText(), said.toString(), calls, asked);
            }
            request.path("tools").forEach(tool -> asked.tool(tool.path("name").asText()));
            asked.mostTokens(request.path("max_tokens").asInt());
        }

        @Override
        ObjectNode write(AiMessage message, TokenUsage usage) {
            var answer = object().put("id", "1").put("type", "message").put("role", "assistant");
            answer.put("model", "m").put("stop_reason", "tool_use");
            var content = answer.putArray("content");
            if (message.text() != null) {
                content.addObject().put("type", "text").put("text", message.text());
            }
            for (var call : message.toolExecutionRequests()) {
                content.addObject()
                        .put("type", "tool_use")
                        .put("id", call.id())
                        .put("name", call.name())
                        .set("input", Json.tree(call.arguments()));
            }
            answer.putObject("usage")
                    .put("input_tokens", usage.inputTokenCount())
                    .put("output_tokens", usage.outputTokenCount());
            return answer;
        }
    },
    GOOGLE("/v1beta/models/[^/]+:generateContent", "x-goog-api-key", "") {
        @Override
        void read(JsonNode request, Asked asked) {
            asked.system(text(request.path("systemInstruction").path("parts")));
            for (JsonNode message : request.path("contents")) {
                var calls = new ArrayList<ToolExecutionRequest>();
                var said = new StringBuilder();
                for (JsonNode part : message.path("parts")) {
                    JsonNode call = part.path("functionCall");
                    JsonNode result = part.path("functionResponse").path("response");
                    said.append(part.path("text").asText(""));
                    if (call.isObject()) {
                        calls.add(
                                asked.call(
                                        null,
                                        call.path("name").asText(),
                                        call.path("args").toString()));
                    }
                    if (result.isObject()) {
                        asked.result(null, result.iterator().next().asText());
                    }
                }
                said(message.path("role").asText(), said.toString(), calls, asked);
            }
            for (JsonNode tool : blocks(request.path("tools"))) {
                tool.path("functionDeclarations")
                        .forEach(function -> asked.tool(function.path("name").asText()));
            }
            asked.mostTokens(request.path("generationConfig").path("maxOutputTokens").asInt());
        }

        @Override
        ObjectNode write(AiMessage message, TokenUsage usage) {
            var answer = object().put("modelVersion", "m").put("responseId", "1");
            var candidate = answer.putArray("candidates").addObject().put("finishReason", "STOP");
            var parts = candidate.putObject("content").put("role", "model").putArray("parts");
            if (message.text() != null) {
                parts.addObject().put("text", message.text());
            }
            for (var call : message.toolExecutionRequests()) {
                parts.addObject()
                        .putObject("functionCall")
                        .put("name", call.name())
                        .set("args", Json.tree(call.arguments()));
            }
            answer.putObject("usageMetadata")
                    .put("promptTokenCount", usage.inputTokenCount())
                    .put("candidatesTokenCount", usage.outputTokenCount())
                    .put("totalTokenCount", usage.totalTokenCount());
            return answer;
        }
    },
    OLLAMA("/api/chat", "Content-Type", "application/") {
        @Override
        void read(JsonNode request, Asked asked) {
            for (JsonNode message : request.path("messages")) {
                String text = text(message.path("content"));
                switch (message.path("role").asText()) {
                    case "system" -> asked.system(text);
                    case "user" -> asked.user(text);
                    case "tool" -> asked.result(null, text);
                    default -> {
                        var calls = new ArrayList<ToolExecutionRequest>();
                        for (JsonNode call : message.path("tool_calls")) {
                            JsonNode function = call.path("function");
                            calls.add(
                                    asked.call(
                                            null,
                                            function.path("name").asText(),
                                            function.path("arguments").toString()));
                        }
                        asked.assistant(text, calls);
                    }
                }
            }
            request.path("tools")
                    .forEach(tool -> asked.tool(tool.path("function").path("name").asText()));
            asked.mostTokens(request.path("options").path("num_predict").asInt());
        }

        @Override
        ObjectNode write(AiMessage message, TokenUsage usage) {
            var answer = object().put("model", "m").put("created_at", "2026-01-01T00:00:00Z");
            answer.put("done", true).put("done_reason", "stop");
            answer.put("prompt_eval_count", usage.inputTokenCount());
            answer.put("eval_count", usage.outputTokenCount());
            var said = answer.putObject("message").put("role", "assistant");
            said.put("content", message.text() == null ? "" : message.text());
            var calls = said.putArray("tool_calls");
            for (var call : message.toolExecutionRequests()) {
                calls.addObject()
                        .putObject("function")
                        .put("name", call.name())
                        .set("arguments", Json.tree(call.arguments()));
            }
            return answer;
        }
    },
    /** Converse for Llamas, which Bedrock does not stream, and ConverseStream for others. */
    BEDROCK(
            "/model/[^/]+(?<!llama[^/]{0,50})/converse-stream|/model/[^/]*llama[^/]*/converse",
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/\\d{8}/us-east-1/bedrock/aws4_request, ") {
        @Override
        void read(JsonNode request, Asked asked) {
            asked.system(text(request.path("system")));
            for (JsonNode message : request.path("messages")) {
                var calls = new ArrayList<ToolExecutionRequest>();
                var said = new StringBuilder();
                for (JsonNode block : message.path("content")) {
                    JsonNode call = block.path("toolUse");
                    JsonNode result = block.path("toolResult");
                    said.append(block.path("text").asText(""));
                    if (call.isObject()) {
                        calls.add(
                                asked.call(
                                        call.path("toolUseId").asText(),
                                        call.path("name").asText(),
                                        call.path("input").toString()));
                    }
                    if (result.isObject()) {
                        asked.result(
                                result.path("toolUseId").asText(), text(result.path("content")));
                    }
                }
                said(message.path("role").asText(), said.toString(), calls, asked);
            }
            for (JsonNode tool : request.path("toolConfig").path("tools")) {
                if (tool.has("toolSpec")) {
                    asked.tool(tool.path("toolSpec").path("name").asText());
                }
            }
            asked.mostTokens(request.path("inferenceConfig").path("maxTokens").asInt());
        }

        @Override
        ObjectNode write(AiMessage message, TokenUsage usage) {
            var answer = object().put("stopReason", "tool_use");
            var said = answer.putObject("output").putObject("message").put("role", "assistant");
            var content = said.putArray("content");
            if (message.text() != null) {
                content.addObject().put("text", message.text());
            }
            for (var call : message.toolExecutionRequests()) {
                content.addObject()
                        .putObject("toolUse")
                        .put("toolUseId", call.id())
                        .put("name", call.name())
                        .set("input", Json.tree(call.arguments()));
            }
            answer.putObject("metrics").put("latencyMs", 1);
            answer.putObject("usage")
                    .put("inputTokens", usage.inputTokenCount())
                    .put("outputTokens", usage.outputTokenCount())
                    .put("totalTokens", usage.totalTokenCount());
            return answer;
        }

        @Override
        Body body(String path, ObjectNode answer) {
            return path.endsWith("-stream")
                    ? new Body(EventStream.TYPE, EventStream.of(answer))
                    : super.body(path, answer);
        }

        @Override
        Optional<String> complaint(String path) {
            return path.contains("llama") && path.endsWith("-stream")
                    ? Optional.of("This model doesn't support tool use in streaming mode.")
                    : Optional.empty();
        }
    };

    /** What goes over the wire. */
    record Body(String type, byte[] bytes) {}

    private final String path;
    private final String keyHeader;
    private final String keyBegins;

    Protocol(String path, String keyHeader, String keyBegins) {
        this.path = path;
        this.keyHeader = keyHeader;
        this.keyBegins = keyBegins;
    }

    abstract void read(JsonNode request, Asked asked);

    abstract ObjectNode write(AiMessage message, TokenUsage usage);

    /** How an answer to a call of this path is sent. */
    Body body(String path, ObjectNode answer) {
        return new Body("application/json", answer.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** What a client has to put up with: why a call of this path is refused, if it is. */
    Optional<String> complaint(String path) {
        return Optional.empty();
    }

    /** The path of its calls, as a regular expression. */
    String path() {
        return path;
    }

    String keyHeader() {
        return keyHeader;
    }

    /** How the key's header begins, as a regular expression. */
    String keyBegins() {
        return keyBegins;
    }

    private static void said(
            String role, String text, ArrayList<ToolExecutionRequest> calls, Asked asked) {
        if (role.equals("user")) {
            if (!text.isEmpty()) {
                asked.user(text);
            }
        } else {
            asked.assistant(text, calls);
        }
    }

    /** A content that is a text, or a list of blocks with texts. */
    private static String text(JsonNode content) {
        if (content.isValueNode()) {
            return content.asText("");
        }
        return String.join(
                "",
                StreamSupport.stream(content.spliterator(), false)
                        .map(block -> block.path("text").asText(""))
                        .toList());
    }

    private static Iterable<JsonNode> blocks(JsonNode content) {
        if (content instanceof ArrayNode list) {
            return list;
        }
        var one = Json.MAPPER.createArrayNode();
        return content.isTextual()
                ? one.add(object().put("type", "text").put("text", content.asText()))
                : one.add(content);
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
