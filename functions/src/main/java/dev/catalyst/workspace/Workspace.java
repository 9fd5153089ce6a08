package dev.catalyst.workspace;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A task's files at one moment, by address: what was written since the last save is held in {@code
 * fresh} (text by SHA-256), all else is in the store.
 *
 * @param changed the paths written since the base that this workspace grew from
 */
public record Workspace(
        String tenant,
        NavigableMap<String, FileRef> files,
        SortedSet<String> changed,
        @Nullable Language runtime,
        @Nullable String testCommand,
        @Nullable String runCommand,
        Map<String, String> fresh) {

    public static final long LARGEST_FILE = 1L << 20;
    public static final int MOST_FILES = 2_000;
    public static final long MOST_BYTES = 50L << 20;

    public Workspace {
        files = Collections.unmodifiableNavigableMap(new TreeMap<>(files));
        changed = Collections.unmodifiableSortedSet(new TreeSet<>(changed));
        fresh = Map.copyOf(fresh);
        files.keySet().stream()
                .map(FilePath::refusal)
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(
                        reason -> {
                            throw new IllegalArgumentException(reason);
                        });
    }

    public static Workspace empty(String tenant) {
        return new Workspace(tenant, new TreeMap<>(), new TreeSet<>(), null, null, null, Map.of());
    }

    /** The same files, with what runs them. */
    public Workspace running(Language runtime, String testCommand, String runCommand) {
        return new Workspace(tenant, files, changed, runtime, testCommand, runCommand, fresh);
    }

    /** The same files as a new starting point: nothing counts as changed. */
    public Workspace asBase() {
        return new Workspace(
                tenant, files, new TreeSet<>(), runtime, testCommand, runCommand, fresh);
    }

    public long bytes() {
        return files.values().stream().mapToLong(FileRef::size).sum();
    }

    /** Writes a whole file; refused with the reason where its path or size breaks a bound. */
    public Change write(String path, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        var file = FileRef.to(bytes);
        return refusal(path, file)
                .<Change>map(Change.Refused::new)
                .orElseGet(() -> new Change.Done(with(path, file, content), path, file));
    }

    /**
     * These files, and over them what the later workspace changed. A later one's commands win where
     * it has any.
     */
    public Workspace merge(Workspace later) {
        if (!tenant.equals(later.tenant)) {
            throw new IllegalArgumentException("workspaces of two tenants do not mix");
        }
        var merged = new TreeMap<>(files);
        later.changed.forEach(
                path -> {
                    FileRef file = later.files.get(path);
                    if (file != null) {
                        merged.put(path, file);
                    }
                });
        var all = new TreeSet<>(changed);
        all.addAll(later.changed);
        var contents = new HashMap<>(fresh);
        contents.putAll(later.fresh);
        return new Workspace(
                tenant,
                merged,
                all,
                later.runtime == null ? runtime : later.runtime,
                later.testCommand == null ? testCommand : later.testCommand,
                later.runCommand == null ? runCommand : later.runCommand,
                contents);
    }

    Workspace stored() {
        return new Workspace(tenant, files, changed, runtime, testCommand, runCommand, Map.of());
    }

    private Workspace with(String path, FileRef file, String content) {
        var nextFiles = new TreeMap<>(files);
        nextFiles.put(path, file);
        var nextChanged = new TreeSet<>(changed);
        nextChanged.add(path);
        var nextFresh = new HashMap<>(fresh);
        nextFresh.put(file.sha256(), content);
        return new Workspace(
                tenant, nextFiles, nextChanged, runtime, testCommand, runCommand, nextFresh);
    }

    private Optional<String> refusal(String path, FileRef file) {
        var refused = FilePath.refusal(path);
        if (refused.isPresent()) {
            return refused;
        }
        if (file.size() > LARGEST_FILE) {
            return Optional.of(
                    path + " would have " + file.size() + " bytes, more than " + LARGEST_FILE);
        }
        boolean isNew = !files.containsKey(path);
        if (isNew && files.size() >= MOST_FILES) {
            return Optional.of("the project already has " + MOST_FILES + " files, the most it may");
        }
        long now = Optional.ofNullable(files.get(path)).map(FileRef::size).orElse(0L);
        if (bytes() - now + file.size() > MOST_BYTES) {
            return Optional.of("the project would grow over " + MOST_BYTES + " bytes");
        }
        return isNew ? clash(path) : Optional.empty();
    }

    /** A name that some file system could not hold beside the others. */
    private Optional<String> clash(String path) {
        for (String other : files.keySet()) {
            if (other.equalsIgnoreCase(path)) {
                return Optional.of(
                        path + " differs from " + other + " in case only: use that name");
            }
            if (other.startsWith(path + "/") || path.startsWith(other + "/")) {
                return Optional.of(
                        "one of " + path + " and " + other + " would have to be file and folder");
            }
        }
        return Optional.empty();
    }
}
