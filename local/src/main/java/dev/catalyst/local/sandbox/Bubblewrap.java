package dev.catalyst.local.sandbox;

import dev.catalyst.sandbox.Confined;
import dev.catalyst.sandbox.Ended;
import dev.catalyst.sandbox.Executables;
import dev.catalyst.sandbox.Isolation;
import dev.catalyst.sandbox.Limits;
import dev.catalyst.sandbox.RunFolder;
import dev.catalyst.sandbox.Supervisor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs code in namespaces of its own (processes, network, users, mounts ...) that bubblewrap makes:
 * no network, nothing of home, all of the machine that is seen read only.
 */
public final class Bubblewrap implements Isolation {

    private static final String INSTALL =
            "Install bubblewrap 0.8 or later (apt-get install bubblewrap, dnf install bubblewrap, pacman -S bubblewrap).";

    private final Executables executables;
    private final boolean root;

    /** What was found once to work goes on working. */
    private volatile boolean works;

    /** Used by the service loader. */
    public Bubblewrap() {
        this(Executables.ofThisProcess(), isRoot());
    }

    Bubblewrap(Executables executables, boolean root) {
        this.executables = executables;
        this.root = root;
    }

    @Override
    public String name() {
        return "bubblewrap";
    }

    @Override
    public Optional<String> unavailable() {
        if (works) {
            return Optional.empty();
        }
        Optional<String> broken = missing().or(this::refused);
        works = broken.isEmpty();
        return broken;
    }

    @Override
    public Ended run(Confined run) throws InterruptedException {
        prepare(run.folder());
        var arguments = new BubblewrapArguments(run, executables, root).all();
        // ended with bubblewrap's first process, but for its first milliseconds: they are known by
        // the folder in their arguments then
        return Supervisor.run(run, arguments, Map.of());
    }

    private Optional<String> missing() {
        if (!System.getProperty("os.name").startsWith("Linux")) {
            return Optional.of("The sandbox for untrusted code is bubblewrap, which needs Linux.");
        }
        if (executables.find("bwrap").isEmpty()) {
            return Optional.of("bubblewrap was not found on PATH. " + INSTALL);
        }
        return Stream.of("prlimit", "setpriv")
                .filter(program -> executables.find(program).isEmpty())
                .findFirst()
                .map(
                        program ->
                                program
                                        + " was not found on PATH: bubblewrap needs it for its bounds. Install util-linux.");
    }

    /** Tries it for real: kernels and containers may forbid what it needs. */
    private Optional<String> refused() {
        try (var folder = RunFolder.create(Path.of(System.getProperty("java.io.tmpdir")))) {
            Ended ended =
                    run(new Confined(folder, List.of("/bin/true"), Map.of(), List.of(), PROBE));
            return ended.exitCode() == 0
                    ? Optional.empty()
                    : Optional.of(
                            "bubblewrap cannot make a sandbox here ("
                                    + ended.stderr().strip()
                                    + "). "
                                    + INSTALL
                                    + " It needs user namespaces: see sysctl kernel.apparmor_restrict_unprivileged_userns, kernel.unprivileged_userns_clone and user.max_user_namespaces, and the privileges of a container around it.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("The thread was interrupted while bubblewrap was tried.");
        }
    }

    private static final Limits PROBE =
            new Limits(10, 10, 256L << 20, 64, 1L << 20, 1L << 20, 4 << 10);

    /** What /etc shows inside: one user, and no host but itself. */
    private static final Map<String, String> ETC =
            Map.of(
                    "passwd", "nobody:x:65534:65534:nobody:/:/bin/sh\n",
                    "group", "nogroup:x:65534:\n",
                    "hosts", "127.0.0.1 localhost sandbox\n::1 localhost\n",
                    "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");

    private void prepare(RunFolder folder) {
        try {
            Path etc = Files.createDirectory(folder.driver().resolve("etc"));
            for (var file : ETC.entrySet()) {
                Files.writeString(etc.resolve(file.getKey()), file.getValue());
            }
            if (root) {
                open(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The user inside is another than root: what it reads and the report it writes are opened. */
    private static void open(RunFolder folder) throws IOException {
        try (var input = Files.walk(folder.input());
                var driver = Files.walk(folder.driver())) {
            for (Path path : (Iterable<Path>) Stream.concat(input, driver)::iterator) {
                Files.setPosixFilePermissions(
                        path,
                        PosixFilePermissions.fromString(
                                Files.isDirectory(path) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
        Files.setPosixFilePermissions(
                folder.report(), PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    private static boolean isRoot() {
        try {
            return Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1)
                    .lines()
                    .anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        } catch (IOException e) {
            return false;
        }
    }
}
