package dev.catalyst.agents.reviewer;

import dev.catalyst.agents.Excerpt;
import dev.catalyst.workspace.Workspace;
import dev.catalyst.workspace.Workspaces;

import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a task changed, as a reviewer reads it: unified, cut where it is long. */
final class Diff {

    private static final int LONGEST = 60_000;
    private static final int LONGEST_FILE = 12_000;

    private final Workspaces workspaces;

    Diff(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    String between(Optional<Workspace> before, Workspace after) {
        var all = new StringBuilder();
        for (String path : after.files().keySet()) {
            boolean unchanged =
                    before.isPresent()
                            && after.files().get(path).equals(before.get().files().get(path));
            if (!unchanged) {
                String old = before.flatMap(files -> workspaces.text(files, path)).orElse("");
                String now = workspaces.text(after, path).orElse("(no text)");
                all.append("--- ").append(path).append('\n');
                all.append(Excerpt.of(unified(old, now), LONGEST_FILE)).append('\n');
            }
        }
        return Excerpt.of(all.toString(), LONGEST);
    }

    private static String unified(String before, String after) {
        var old = new RawText(before.getBytes(StandardCharsets.UTF_8));
        var now = new RawText(after.getBytes(StandardCharsets.UTF_8));
        var edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, old, now);
        var out = new ByteArrayOutputStream();
        try (var formatter = new DiffFormatter(out)) {
            formatter.format(edits, old, now);
            return out.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
