package dev.catalyst.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/** Runs what it is given apart from all else, and says how it ended. */
final class Sandbox {

    private final Optional<Isolation> wall;
    private final boolean allowUnisolated;
    private final Executables executables;
    private final Toolchain toolchain;

    Sandbox(Optional<Isolation> wall, boolean allowUnisolated, Executables executables) {
        this.wall = wall;
        this.allowUnisolated = allowUnisolated;
        this.executables = executables;
        this.toolchain = new Toolchain(executables, JavaCache.provided());
    }

    /** With the isolation that the class path provides, if any. */
    static Sandbox provided(boolean allowUnisolated) {
        return new Sandbox(
                ServiceLoader.load(Isolation.class, Sandbox.class.getClassLoader()).findFirst(),
                allowUnisolated,
                Executables.ofThisProcess());
    }

    /**
     * What the code would be run in; throws {@link SandboxUnavailable} where it may not be run.
     * Where no wall is provided, the whole machine is one.
     */
    Isolation isolation(boolean trusted) {
        if (wall.isEmpty()) {
            return new ChildProcess("lambda", executables);
        }
        Optional<String> broken = wall.get().unavailable();
        if (broken.isEmpty()) {
            return wall.get();
        }
        if (trusted || allowUnisolated) {
            return new ChildProcess("none", executables);
        }
        throw new SandboxUnavailable(
                broken.get()
                        + " Or set SANDBOX_ALLOW_UNISOLATED=true to run a model's code with your own rights.");
    }

    Verdict run(Run run, Isolation isolation, InputStream zip)
            throws IOException, InterruptedException {
        Optional<String> missing = toolchain.missing(run.runtime());
        if (missing.isPresent()) {
            return Verdict.unstarted(run.kind(), isolation.name(), missing.get());
        }
        if (run.kind() == Kind.SMOKE && (run.runCommand() == null || run.runCommand().isBlank())) {
            return Verdict.unstarted(
                    run.kind(), isolation.name(), "The architecture names no run command.");
        }
        try (var folder = RunFolder.create(Path.of(System.getProperty("java.io.tmpdir")))) {
            Unpack.into(folder.input(), zip);
            toolchain.install(folder);
            Ended ended = isolation.run(toolchain.command(run, folder));
            return new Judgement(run, folder, ended, ReportReader.of(folder.report()))
                    .verdict(isolation.name());
        }
    }
}
