package dev.catalyst.agents.deployer;

import org.jspecify.annotations.Nullable;

/** What became of a release. */
sealed interface Publication {

    /**
     * It is out.
     *
     * @param url where people find it; null if only its bundle is stored
     * @param said for people
     */
    record Done(@Nullable String url, String commitSha, String said) implements Publication {}

    /** It is not; the reason says what a person can do. */
    record Refused(String reason) implements Publication {}
}
