package dev.catalyst.agents.coder;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a coder says at the end. */
public record Coded(
        @JsonPropertyDescription("What you wrote or mended, in a few sentences") String summary) {}
