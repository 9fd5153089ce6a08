package dev.catalyst.sandbox;

import dev.catalyst.workspace.Language;

import org.jspecify.annotations.Nullable;

/**
 * What a sandbox function is given.
 *
 * @param filesUrl where the files lie as a zip: a link that needs no permission
 * @param trusted no model wrote the code
 * @param runCommand a line for the shell inside the sandbox that starts the application, which
 *     listens on PORT
 * @param path what a smoke test asks the application for
 */
public record Run(
        Kind kind,
        Language runtime,
        @Nullable String filesUrl,
        boolean trusted,
        @Nullable String runCommand,
        @Nullable String path,
        @Nullable Limits limits) {

    static Run probe(boolean trusted) {
        return new Run(Kind.PROBE, Language.JAVA, null, trusted, null, null, null);
    }

    Limits bounds() {
        return limits == null ? Limits.DEFAULT : limits;
    }
}
