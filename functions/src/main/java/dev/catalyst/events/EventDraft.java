package dev.catalyst.events;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import java.util.Map;

/** An event before it has its place in a task's sequence. */
public record EventDraft(
        String type, String agentName, String level, String message, JsonNode data) {

    public static EventDraft info(String type, String agentName, String message, Object data) {
        return new EventDraft(type, agentName, "INFO", message, Json.MAPPER.valueToTree(data));
    }

    public static EventDraft info(String type, String agentName, String message) {
        return info(type, agentName, message, Map.of());
    }

    public static EventDraft warning(String type, String agentName, String message, Object data) {
        return new EventDraft(type, agentName, "WARNING", message, Json.MAPPER.valueToTree(data));
    }

    public static EventDraft error(String type, String agentName, String message, Object data) {
        return new EventDraft(type, agentName, "ERROR", message, Json.MAPPER.valueToTree(data));
    }
}
