package dev.catalyst.local.cli;

/** What a command's exit code tells scripts. */
final class ExitCode {

    static final int COMPLETED = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int CANCELLED = 3;
    static final int CANNOT_SERVE = 4;
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
