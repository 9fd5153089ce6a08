package dev.catalyst.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A plain child process: bounds of time, memory and output, an empty environment, but no wall. Fit
 * where the whole machine is a sandbox, as on Lambda, and for code that is trusted.
 */
public final class ChildProcess implements Isolation {

    private final String name;
    private final Executables executables;

    public ChildProcess(String name, Executables executables) {
        this.name = name;
        this.executables = executables;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public Ended run(Confined run) throws InterruptedException {
        List<String> command = new ArrayList<>();
        // absent on some systems: time, memory and output are watched from here as well
        executables
                .find("prlimit")
                .ifPresent(prlimit -> command.addAll(bounds(prlimit.toString(), run.limits())));
        command.addAll(run.command());
        return Supervisor.run(run, command, run.environment());
    }

    private static List<String> bounds(String prlimit, Limits limits) {
        return List.of(
                prlimit,
                "--cpu=" + limits.cpuBackstop(),
                "--fsize=" + limits.fileBytes(),
                "--data=" + limits.memoryBytes(),
                "--core=0",
                "--");
    }
}
