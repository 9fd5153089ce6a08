package dev.catalyst.workspace;

/** A repository's files cannot be had; the message says why, and what a person can do. */
public final class RepositoryUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RepositoryUnavailable(String message) {
        super(message);
    }
}
