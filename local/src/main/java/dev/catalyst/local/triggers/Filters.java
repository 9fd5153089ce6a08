package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/**
 * The filter criteria of an event source: a record passes if one pattern matches, or none is given.
 */
record Filters(List<EventPattern> patterns) {

    static Filters of(List<JsonNode> criteria) {
        return new Filters(criteria.stream().map(EventPattern::of).toList());
    }

    boolean pass(JsonNode event) {
        return patterns.isEmpty() || patterns.stream().anyMatch(p -> p.matches(event));
    }
}
