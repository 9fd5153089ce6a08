package dev.catalyst.agents.deployer;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What a deployer says: what is deployed, and which page proves that it runs. */
public record Deployed(
        @JsonPropertyDescription("What is deployed, in a few sentences") String summary,
        Smoke smoke) {

    /** A page that the started application must answer. */
    public record Smoke(@JsonPropertyDescription("Such as /") String path) {}
}
