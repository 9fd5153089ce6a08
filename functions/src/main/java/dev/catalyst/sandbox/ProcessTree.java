package dev.catalyst.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** What a process and all that descend from it use, as Linux tells in /proc; nothing elsewhere. */
final class ProcessTree {

    private static final Path PROC = Path.of("/proc");

    /** Of Linux's clock, as programs see it: USER_HZ is 100 on every machine. */
    private static final int MILLIS_PER_TICK = 10;

    /**
     * Memory and tasks (processes and threads) at one moment, and the processor time of these and
     * of the children that they waited for.
     */
    record Use(long memoryBytes, long tasks, long cpuMillis) {}

    private ProcessTree() {}

    /** What all of them use; memory that they share is counted for each. */
    static Use use(long pid) {
        long memory = 0;
        long tasks = 0;
        long ticks = 0;
        for (long member : members(pid)) {
            Path process = PROC.resolve(Long.toString(member));
            ticks += ticks(process);
            for (String line : lines(process.resolve("status"))) {
                if (line.startsWith("VmRSS:")) {
                    memory += number(line) << 10;
                } else if (line.startsWith("Threads:")) {
                    tasks += number(line);
                }
            }
        }
        return new Use(memory, tasks, ticks * MILLIS_PER_TICK);
    }

    /** utime, stime, cutime and cstime: fields 14 to 17. */
    private static long ticks(Path process) {
        String[] fields = stat(process);
        return fields.length < 15
                ? 0
                : Stream.of(fields).skip(11).limit(4).mapToLong(Long::parseLong).sum();
    }

    /**
     * From field 3, the state, on (proc(5)); the name before, in parentheses, may hold anything.
     */
    private static String[] stat(Path process) {
        String stat = text(process.resolve("stat"));
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    }

    /** The memory alone, each shared page in fair parts; dearer to ask. */
    static long fairMemory(long pid) {
        long memory = 0;
        for (long member : members(pid)) {
            for (String line : lines(PROC.resolve(Long.toString(member)).resolve("smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    memory += number(line) << 10;
                }
            }
        }
        return memory;
    }

    /** Whether it is more than what is kept of an ended process until its parent asks for it. */
    static boolean runs(ProcessHandle process) {
        return process.isAlive()
                && !"Z".equals(stat(PROC.resolve(Long.toString(process.pid())))[0]);
    }

    /** Processes whose environment or arguments name the folder: such as left their parents. */
    static List<ProcessHandle> runningIn(Path folder) {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                if (text(process.resolve("environ")).contains("=" + folder)
                        || List.of(text(process.resolve("cmdline")).split("\0"))
                                .contains(folder.toString())) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            // no /proc: not Linux
            return List.of();
        }
        return found;
    }

    private static List<Long> members(long pid) {
        List<Long> members = new ArrayList<>();
        Deque<Long> open = new ArrayDeque<>(List.of(pid));
        // a bomb of forks grows while it is counted: what is seen is enough to break the bound
        while (!open.isEmpty() && members.size() < 10_000) {
            long member = open.pop();
            members.add(member);
            open.addAll(children(member));
        }
        return members;
    }

    private static List<Long> children(long pid) {
        List<Long> children = new ArrayList<>();
        Path tasks = PROC.resolve(Long.toString(pid)).resolve("task");
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
            for (Path thread : threads) {
                for (String line : lines(thread.resolve("children"))) {
                    for (String child : line.split(" ")) {
                        if (!child.isBlank()) {
                            children.add(Long.valueOf(child));
                        }
                    }
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException e) {
            // ended meanwhile
            return children;
        }
        return children;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (IOException | UncheckedIOException e) {
            // ended meanwhile, or another user's
            return List.of();
        }
    }

    private static String text(Path file) {
        return String.join("\n", lines(file));
    }

    private static long number(String line) {
        String digits = line.replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }
}
