package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reads which items of a batch a function says it failed to handle. */
final class BatchAnswer {

    private BatchAnswer() {}

    /**
     * The failed items' identifiers, none if all went well; throws {@link IllegalArgumentException}
     * for an answer that Lambda takes as the failure of the whole batch.
     */
    static Set<String> failures(byte[] answer) {
        JsonNode items;
        try {
            items = Json.MAPPER.readTree(answer).path("batchItemFailures");
        } catch (IOException e) {
            throw new IllegalArgumentException("the function's answer is not JSON", e);
        }
        var failures = new HashSet<String>();
        for (JsonNode item : items) {
            String id = item.path("itemIdentifier").asText("");
            if (id.isEmpty()) {
                throw new IllegalArgumentException("an item failure without its itemIdentifier");
            }
            failures.add(id);
        }
        return failures;
    }
}
