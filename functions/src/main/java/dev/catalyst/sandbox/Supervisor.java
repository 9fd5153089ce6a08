package dev.catalyst.sandbox;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Runs a process to its end, or to the first bound that it breaks; then nothing of it is left. */
public final class Supervisor {

    /** Beyond so much output of one run its reader would only burn time. */
    private static final long FLOOD = 64L << 20;

    private static final Duration WATCHED_EVERY = Duration.ofMillis(50);

    /**
     * Linux ends a child that asked to die with its parent when the thread ends that started it;
     * this thread does not end.
     */
    private static final ExecutorService STARTER =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("sandbox-starter").factory());

    private Supervisor() {}

    /**
     * Runs the command in the place of the run's own, with this environment and no other, and no
     * input.
     */
    public static Ended run(Confined run, List<String> command, Map<String, String> environment)
            throws InterruptedException {
        var limits = run.limits();
        var builder = new ProcessBuilder(command).directory(run.folder().work().toFile());
        builder.redirectInput(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        long begun = System.nanoTime();
        Process process = started(builder);
        var stdout = new Output(limits.outputBytes());
        var stderr = new Output(limits.outputBytes());
        Thread out = draining(() -> stdout.drain(process.getInputStream()));
        Thread err = draining(() -> stderr.drain(process.getErrorStream()));
        var watch = new Watch(process, limits, stdout, stderr);
        Ended.Bound broken = null;
        try {
            while (broken == null
                    && !process.waitFor(WATCHED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                broken = watch.broken(System.nanoTime() - begun);
            }
        } finally {
            kill(process, run.folder());
        }
        int code = process.waitFor();
        long took = System.nanoTime() - begun;
        // closed by the last holder's end; one that escaped the kill must not hold us
        out.join(Duration.ofSeconds(2));
        err.join(Duration.ofSeconds(2));
        return new Ended(
                code, broken, Duration.ofNanos(took), watch.peak, stdout.text(), stderr.text());
    }

    /**
     * Again until none is found: a process may start others while it is looked for, and one whose
     * parent is gone may not be known as its descendant. What was killed is waited for: the first
     * process of a namespace takes the others with it only as it ends, and shows no arguments then.
     */
    private static void kill(Process first, RunFolder folder) {
        List<ProcessHandle> left = List.of(first.toHandle());
        for (int round = 0; round < 100; round++) {
            // asked before the others are looked for: what has ended starts no more of them
            boolean ended = !first.isAlive();
            left =
                    Stream.of(
                                    left.stream(),
                                    first.descendants(),
                                    ProcessTree.runningIn(folder.tmp()).stream())
                            .flatMap(handles -> handles)
                            .distinct()
                            .filter(ProcessTree::runs)
                            .toList();
            if (ended && left.isEmpty()) {
                return;
            }
            left.forEach(ProcessHandle::destroyForcibly);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** On a thread of its own: reading a pipe would hold on to the carrier of a virtual one. */
    private static Thread draining(Runnable work) {
        return Thread.ofPlatform().daemon().name("sandbox-output").start(work);
    }

    private static Process started(ProcessBuilder builder) {
        try {
            return CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return builder.start();
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            },
                            STARTER)
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException io ? io : e;
        }
    }

    private static final class Watch {

        private final Process process;
        private final Limits limits;
        private final Output stdout;
        private final Output stderr;
        private long peak;

        Watch(Process process, Limits limits, Output stdout, Output stderr) {
            this.process = process;
            this.limits = limits;
            this.stdout = stdout;
            this.stderr = stderr;
        }

        Ended.@Nullable Bound broken(long nanos) {
            if (nanos > TimeUnit.SECONDS.toNanos(limits.wallSeconds())) {
                return Ended.Bound.WALL;
            }
            if (stdout.total() + stderr.total() > FLOOD) {
                return Ended.Bound.OUTPUT;
            }
            var use = ProcessTree.use(process.pid());
            if (use.cpuMillis() > TimeUnit.SECONDS.toMillis(limits.cpuSeconds())) {
                return Ended.Bound.CPU;
            }
            long memory = use.memoryBytes();
            if (memory > limits.memoryBytes()) {
                long fair = ProcessTree.fairMemory(process.pid());
                memory = fair == 0 ? memory : fair;
            }
            peak = Math.max(peak, memory);
            if (memory > limits.memoryBytes()) {
                return Ended.Bound.MEMORY;
            }
            return use.tasks() > limits.processes() + 16L ? Ended.Bound.PROCESSES : null;
        }
    }
}
