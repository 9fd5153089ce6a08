package dev.catalyst.local.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;

import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What ConverseStream sends of Converse's answer: frames of AWS's binary event stream. */
final class EventStream {

    static final String TYPE = "application/vnd.amazon.eventstream";

    /** Characters that come at once. */
    private static final int PART = 20;

    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();

    private EventStream() {}

    static byte[] of(ObjectNode answer) {
        var stream = new EventStream();
        var message = answer.path("output").path("message");
        stream.send("messageStart", object().set("role", message.path("role")));
        for (var block : message.path("content")) {
            stream.send(block);
        }
        stream.send("messageStop", object().set("stopReason", answer.path("stopReason")));
        var metadata = object();
        metadata.set("usage", answer.path("usage"));
        metadata.set("metrics", answer.path("metrics"));
        stream.send("metadata", metadata);
        return stream.frames.toByteArray();
    }

    private void send(JsonNode block) {
        var tool = block.path("toolUse");
        if (tool.isMissingNode()) {
            for (String part : parts(block.path("text").asText())) {
                send("contentBlockDelta", delta(object().put("text", part)));
            }
        } else {
            var start = object();
            start.putObject("start")
                    .putObject("toolUse")
                    .put("toolUseId", tool.path("toolUseId").asText())
                    .put("name", tool.path("name").asText());
            send("contentBlockStart", start);
            for (String part : parts(tool.path("input").toString())) {
                var input = object();
                input.putObject("toolUse").put("input", part);
                send("contentBlockDelta", delta(input));
            }
        }
        send("contentBlockStop", object());
    }

    private static String[] parts(String text) {
        return text.split("(?s)(?<=\\G.{%d})".formatted(PART));
    }

    private static ObjectNode delta(ObjectNode delta) {
        return object().set("delta", delta);
    }

    private void send(String type, JsonNode payload) {
        new Message(
                        Map.of(
                                ":message-type", HeaderValue.fromString("event"),
                                ":event-type", HeaderValue.fromString(type),
                                ":content-type", HeaderValue.fromString("application/json")),
                        payload.toString().getBytes(StandardCharsets.UTF_8))
                .encode(frames);
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
