package dev.catalyst.workspace;

/** What became of a wish to change a file. */
public sealed interface Change {

    /** The workspace with the change in it, and what the file is now. */
    record Done(Workspace workspace, String path, FileRef file) implements Change {}

    /** Nothing changed; the reason is written for whoever asked, a model or a person. */
    record Refused(String reason) implements Change {}
}
