package dev.catalyst.local.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/** An EventBridge rule: {@code pattern} is the event pattern as written. */
public record EventRule(
        String name, String bus, JsonNode pattern, boolean enabled, List<Target> targets) {

    public EventRule {
        targets = List.copyOf(targets);
    }
}
