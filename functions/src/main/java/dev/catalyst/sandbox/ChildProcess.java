package dev.catalyst.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

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
        return Supervisor.run(
                command,
                run.environment(),
                run.folder().work().toFile(),
                run.limits(),
                first -> kill(first, run.folder()));
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

    /** Again until none is found: a process may start others while it is looked for. */
    static void kill(Process first, RunFolder folder) {
        for (int round = 0; round < 100; round++) {
            List<ProcessHandle> left =
                    Stream.concat(
                                    Stream.concat(first.descendants(), Stream.of(first.toHandle())),
                                    ProcessTree.runningIn(folder.tmp()).stream())
                            .filter(ProcessHandle::isAlive)
                            .toList();
            if (left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
