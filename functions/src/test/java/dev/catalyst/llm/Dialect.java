package dev.catalyst.llm;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

/** How each provider says the same things. */
enum Dialect {
    OPENAI(Provider.OPENAI, "m") {
        @Override
        String text(String text) {
            return chat(
                    "{\"role\":\"assistant\",\"content\":%s}".formatted(Json.write(text)), "stop");
        }

        @Override
        String toolCall() {
            return chat(
                    """
                    {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",
                     "function":{"name":"read_file","arguments":"{\\"path\\":\\"a.txt\\"}"}}]}""",
                    "tool_calls");
        }

        @Override
        String truncated() {
            return chat("{\"role\":\"assistant\",\"content\":\"half a\"}", "length");
        }

        @Override
        String refusal() {
            return chat(
                    "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"I cannot help.\"}",
                    "content_filter");
        }

        @Override
        JsonNode maxTokens(JsonNode request) {
            return request.path("max_tokens");
        }

        private static String chat(String message, String finish) {
            return """
            {"id":"1","object":"chat.completion","created":1,"model":"m","usage":{"prompt_tokens":11,
             "completion_tokens":7,"total_tokens":18},"choices":[{"index":0,"message":%s,"finish_reason":"%s"}]}"""
                    .formatted(message, finish);
        }
    },
    ANTHROPIC(Provider.ANTHROPIC, "m") {
        @Override
        String text(String text) {
            return message(
                    "{\"type\":\"text\",\"text\":%s}".formatted(Json.write(text)), "end_turn");
        }

        @Override
        String toolCall() {
            return message(
                    """
                    {"type":"tool_use","id":"call_1","name":"read_file","input":{"path":"a.txt"}}""",
                    "tool_use");
        }

        @Override
        String truncated() {
            return message("{\"type\":\"text\",\"text\":\"half a\"}", "max_tokens");
        }

        @Override
        String refusal() {
            return message("{\"type\":\"text\",\"text\":\"I cannot help.\"}", "refusal");
        }

        @Override
        JsonNode maxTokens(JsonNode request) {
            return request.path("max_tokens");
        }

        private static String message(String content, String stop) {
            return """
            {"id":"1","type":"message","role":"assistant","model":"m","content":[%s],"stop_reason":"%s",
             "usage":{"input_tokens":4,"cache_read_input_tokens":5,"cache_creation_input_tokens":2,"output_tokens":7}}"""
                    .formatted(content, stop);
        }
    },
    GOOGLE(Provider.GOOGLE, "m") {
        @Override
        String text(String text) {
            return candidate("{\"text\":%s}".formatted(Json.write(text)), "STOP");
        }

        @Override
        String toolCall() {
            return candidate(
                    "{\"functionCall\":{\"name\":\"read_file\",\"args\":{\"path\":\"a.txt\"}}}",
                    "STOP");
        }

        @Override
        String truncated() {
            return candidate("{\"text\":\"half a\"}", "MAX_TOKENS");
        }

        @Override
        String refusal() {
            return """
            {"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"},"usageMetadata":{"promptTokenCount":11,
             "candidatesTokenCount":7,"totalTokenCount":18},"modelVersion":"m"}""";
        }

        @Override
        JsonNode maxTokens(JsonNode request) {
            return request.path("generationConfig").path("maxOutputTokens");
        }

        private static String candidate(String part, String finish) {
            return """
            {"candidates":[{"content":{"parts":[%s],"role":"model"},"finishReason":"%s","index":0}],
             "usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":3,"thoughtsTokenCount":4,
             "totalTokenCount":18},"modelVersion":"m","responseId":"1"}"""
                    .formatted(part, finish);
        }
    },
    OLLAMA(Provider.OLLAMA, "m") {
        @Override
        String text(String text) {
            return chat(
                    "{\"role\":\"assistant\",\"content\":%s}".formatted(Json.write(text)), "stop");
        }

        @Override
        String toolCall() {
            return chat(
                    """
                    {"role":"assistant","content":"","tool_calls":[{"function":{"name":"read_file",
                     "arguments":{"path":"a.txt"}}}]}""",
                    "stop");
        }

        @Override
        String truncated() {
            return chat("{\"role\":\"assistant\",\"content\":\"half a\"}", "length");
        }

        @Override
        String refusal() {
            return "";
        }

        @Override
        JsonNode maxTokens(JsonNode request) {
            return request.path("options").path("num_predict");
        }

        private static String chat(String message, String done) {
            return """
            {"model":"m","created_at":"2026-01-01T00:00:00Z","message":%s,"done":true,"done_reason":"%s",
             "prompt_eval_count":11,"eval_count":7}"""
                    .formatted(message, done);
        }
    },
    /** Bedrock's ConverseStream: a list of events, which the server sends as frames. */
    BEDROCK(Provider.BEDROCK, "amazon.nova-pro-v1:0") {
        @Override
        String text(String text) {
            return stream(
                    delta("{\"text\":%s}".formatted(Json.write(text.substring(0, 2))))
                            + delta("{\"text\":%s}".formatted(Json.write(text.substring(2)))),
                    "end_turn");
        }

        @Override
        String toolCall() {
            return stream(
                    """
                    {"contentBlockStart":{"start":{"toolUse":{"toolUseId":"call_1","name":"read_file"}},"contentBlockIndex":0}},
                    """
                            + delta("{\"toolUse\":{\"input\":\"\"}}")
                            + delta("{\"toolUse\":{\"input\":\"{\\\"path\\\":\\\"a.txt\\\"}\"}}"),
                    "tool_use");
        }

        @Override
        String truncated() {
            return stream(delta("{\"text\":\"half a\"}"), "max_tokens");
        }

        @Override
        String refusal() {
            return stream(delta("{\"text\":\"Blocked.\"}"), "guardrail_intervened");
        }

        @Override
        JsonNode maxTokens(JsonNode request) {
            return request.path("inferenceConfig").path("maxTokens");
        }

        private static String delta(String delta) {
            return "{\"contentBlockDelta\":{\"delta\":%s,\"contentBlockIndex\":0}},"
                    .formatted(delta);
        }

        private static String stream(String content, String stop) {
            return """
            [{"messageStart":{"role":"assistant"}},%s{"contentBlockStop":{"contentBlockIndex":0}},
             {"messageStop":{"stopReason":"%s"}},
             {"metadata":{"usage":{"inputTokens":11,"outputTokens":7,"totalTokens":18},"metrics":{"latencyMs":1}}}]"""
                    .formatted(content, stop);
        }
    },
    /** Bedrock's Converse, by a model that does not stream. */
    BEDROCK_WHOLE(Provider.BEDROCK, "meta.llama3-1-70b-instruct-v1:0") {
        @Override
        String text(String text) {
            return converse("{\"text\":%s}".formatted(Json.write(text)), "end_turn");
        }

        @Override
        String toolCall() {
            return converse(
                    "{\"toolUse\":{\"toolUseId\":\"call_1\",\"name\":\"read_file\",\"input\":{\"path\":\"a.txt\"}}}",
                    "tool_use");
        }

        @Override
        String truncated() {
            return converse("{\"text\":\"half a\"}", "max_tokens");
        }

        @Override
        String refusal() {
            return converse("{\"text\":\"Blocked.\"}", "guardrail_intervened");
        }

        @Override
        JsonNode maxTokens(JsonNode request) {
            return request.path("inferenceConfig").path("maxTokens");
        }

        private static String converse(String content, String stop) {
            return """
            {"output":{"message":{"role":"assistant","content":[%s]}},"stopReason":"%s","metrics":{"latencyMs":1},
             "usage":{"inputTokens":11,"outputTokens":7,"totalTokens":18}}"""
                    .formatted(content, stop);
        }
    };

    private final Provider provider;
    private final String model;

    Dialect(Provider provider, String model) {
        this.provider = provider;
        this.model = model;
    }

    /** An answer of 11 input and 7 output tokens. */
    abstract String text(String text);

    /** A call of read_file for a.txt. */
    abstract String toolCall();

    abstract String truncated();

    /** Empty if the protocol has no such thing. */
    abstract String refusal();

    abstract JsonNode maxTokens(JsonNode request);

    ModelName model() {
        return new ModelName(provider, model);
    }
}
