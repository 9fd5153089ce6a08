package dev.catalyst.local.sandbox;

import dev.catalyst.sandbox.Confined;
import dev.catalyst.sandbox.Executables;
import dev.catalyst.sandbox.Limits;
import dev.catalyst.sandbox.RunFolder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** The command line of bubblewrap for one run. */
final class BubblewrapArguments {

    /** Of the machine's /etc, what programs need to start; nothing of users, hosts, keys. */
    private static final List<String> ETC =
            List.of(
                    "alternatives",
                    "crypto-policies",
                    "ld.so.cache",
                    "ld.so.conf",
                    "ld.so.conf.d",
                    "localtime",
                    "mime.types",
                    "pki/java",
                    "pki/ca-trust/extracted",
                    "ssl/certs");

    /** Beside the run's own: places where programs expect to write. */
    private static final String SMALL = Integer.toString(16 << 20);

    /**
     * Users that no system gives out; one per run, so that each has its processes counted alone.
     */
    private static final int FIRST_USER = 0x70000000;

    private static final AtomicInteger USERS = new AtomicInteger();

    private final Confined run;
    private final Executables executables;
    private final boolean root;
    private final List<String> arguments = new ArrayList<>();
    private final Set<Path> made = new HashSet<>();

    BubblewrapArguments(Confined run, Executables executables, boolean root) {
        this.run = run;
        this.executables = executables;
        this.root = root;
    }

    List<String> all() {
        add(program("bwrap"));
        namespaces();
        add("--die-with-parent", "--new-session", "--clearenv");
        run.environment().forEach((name, value) -> add("--setenv", name, value));
        system();
        folder(run.folder());
        run.readable().stream()
                .filter(path -> !path.startsWith("/usr"))
                .forEach(path -> mount("--ro-bind", path, path));
        add("--remount-ro", "/dev", "--remount-ro", "/");
        add("--chdir", run.folder().work().toString(), "--");
        if (root) {
            user();
        }
        bounds(run.limits());
        arguments.addAll(run.command());
        return List.copyOf(arguments);
    }

    /**
     * A user makes its namespaces in a user namespace. Root needs none: there it would stay root
     * outside, and the bound on processes does not bind root; the user is changed inside instead.
     */
    private void namespaces() {
        if (root) {
            add("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts");
            add("--unshare-cgroup-try");
            add("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP");
        } else {
            add("--unshare-all", "--unshare-user", "--disable-userns");
            add("--uid", "65534", "--gid", "65534");
        }
        add("--hostname", "sandbox");
    }

    /** The system's programs and libraries, read only. */
    private void system() {
        add("--ro-bind", "/usr", "/usr");
        for (String name : List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32")) {
            Path path = Path.of("/", name);
            if (Files.isSymbolicLink(path)) {
                add("--symlink", target(path), path.toString());
            } else if (Files.isDirectory(path)) {
                add("--ro-bind", path.toString(), path.toString());
            }
        }
        Path etc = Path.of("/etc");
        ETC.stream()
                .map(etc::resolve)
                .filter(Files::exists)
                .forEach(path -> mount("--ro-bind", path, path));
        in(etc, "java*").forEach(path -> mount("--ro-bind", path, path));
        in(run.folder().driver().resolve("etc"), "*")
                .forEach(file -> mount("--ro-bind", file, etc.resolve(file.getFileName())));
        add("--proc", "/proc", "--dev", "/dev");
        add("--perms", "1777", "--size", SMALL, "--tmpfs", "/dev/shm");
        add("--perms", "1777", "--size", SMALL, "--tmpfs", "/tmp");
    }

    /** All that can be written lies in memory, sized, and ends with the run; but the report. */
    private void folder(RunFolder folder) {
        String size = Long.toString(run.limits().diskBytes());
        parents(folder.root());
        add("--perms", "1777", "--size", size, "--tmpfs", folder.root().toString());
        add("--perms", "1777", "--dir", folder.work().toString());
        add("--perms", "1777", "--dir", folder.tmp().toString());
        add("--ro-bind", folder.input().toString(), folder.input().toString());
        add("--ro-bind", folder.driver().toString(), folder.driver().toString());
        add("--bind", folder.report().toString(), folder.report().toString());
    }

    private void user() {
        String user =
                Integer.toString(FIRST_USER + Math.floorMod(USERS.incrementAndGet(), 1 << 16));
        add(program("setpriv"), "--reuid=" + user, "--regid=" + user, "--clear-groups");
        add("--inh-caps=-all", "--bounding-set=-all", "--");
    }

    /** No bound on addresses: a JVM reserves far more of them than it uses. */
    private void bounds(Limits limits) {
        add(program("prlimit"), "--cpu=" + limits.cpuBackstop(), "--nproc=" + limits.processes());
        add("--fsize=" + limits.fileBytes(), "--data=" + limits.memoryBytes());
        add("--nofile=1024", "--core=0", "--");
    }

    /** By its real path: inside there are the system's folders only, not all of PATH. */
    private String program(String name) {
        Path found =
                executables
                        .find(name)
                        .orElseThrow(
                                () -> new IllegalStateException(name + " was not found on PATH"));
        try {
            return found.toRealPath().toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Some systems keep the configuration of their Java there, by links from its folder. */
    private static List<Path> in(Path folder, String names) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, names)) {
            all.forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mount(String how, Path source, Path place) {
        parents(place);
        add(how, source.toString(), place.toString());
    }

    /** Made by bubblewrap itself they would be closed to the user inside. */
    private void parents(Path place) {
        Path parent = place.getParent();
        if (parent != null && parent.getParent() != null && made.add(parent)) {
            parents(parent);
            add("--perms", "0755", "--dir", parent.toString());
        }
    }

    private void add(String... more) {
        arguments.addAll(List.of(more));
    }
}
