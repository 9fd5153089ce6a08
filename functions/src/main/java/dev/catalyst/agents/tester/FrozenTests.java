package dev.catalyst.agents.tester;

import dev.catalyst.workspace.FileRef;

import java.util.Map;

/** The acceptance tests once they have run: from then on nobody changes them. */
public record FrozenTests(Map<String, FileRef> files) {

    /** Name of the artifact. */
    public static final String NAME = "tests";

    public FrozenTests {
        files = Map.copyOf(files);
    }
}
