package dev.catalyst.workspace;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** A workspace as it is stored. */
record Manifest(
        NavigableMap<String, FileRef> files,
        List<String> changed,
        @Nullable String testCommand,
        @Nullable String runCommand,
        @Nullable Language runtime) {

    static Manifest of(Workspace workspace) {
        return new Manifest(
                workspace.files(),
                List.copyOf(workspace.changed()),
                workspace.testCommand(),
                workspace.runCommand(),
                workspace.runtime());
    }

    Workspace workspace(String tenant) {
        return new Workspace(
                tenant,
                new TreeMap<>(files),
                new TreeSet<>(changed),
                runtime,
                testCommand,
                runCommand,
                Map.of());
    }
}
