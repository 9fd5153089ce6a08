package dev.catalyst.agents.deployer;

import org.jspecify.annotations.Nullable;

/** What became of a release. */
sealed interface Publication {

    /**
     * It is out.
     *
     * @param url where people find it; null if only its bundle is stored
     * @param said for people
     * @param note what people have to know who use it; null if there is nothing
     */
    record Done(@Nullable String url, String commitSha, String said, @Nullable String note)
            implements Publication {

        Done(@Nullable String url, String commitSha, String said) {
            this(url, commitSha, said, null);
        }
    }

    /** It is under way elsewhere, and takes longer than a step may: publish it again later. */
    record Pending(String said) implements Publication {}

    /** It is not; the reason says what a person can do. */
    record Refused(String reason) implements Publication {}
}
