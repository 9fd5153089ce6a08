package dev.catalyst.workspace;

import org.jspecify.annotations.Nullable;

/**
 * What a task began with: the artifact {@code repository}.
 *
 * @param commit the head of the default branch; null if the repository was not read
 * @param files how many files were taken over
 * @param skipped how many were not: symbolic links, submodules, large files, unusable names
 * @param map what is where, for a model
 */
public record RepositoryHead(
        String url, @Nullable String commit, int files, int skipped, String map) {

    public static final String NAME = "repository";
}
