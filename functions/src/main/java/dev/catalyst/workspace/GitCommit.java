package dev.catalyst.workspace;

import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.storage.pack.PackConfig;
import org.eclipse.jgit.transport.BundleWriter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A git commit of files: the same files, message and time give the same commit.
 *
 * @param sha the commit's name, 40 hexadecimal digits
 */
public record GitCommit(String sha) {

    private static final String BRANCH = "refs/heads/main";

    /**
     * Commits the files as the first commit of branch `main`, and writes the repository as a git
     * bundle, which `git clone` reads like any other.
     */
    public static GitCommit of(
            Stream<Map.Entry<String, byte[]>> files,
            String message,
            Instant at,
            OutputStream bundle) {
        try (var repository = new ScratchRepository();
                var inserter = repository.newObjectInserter()) {
            ObjectId commit = inserter.insert(commit(tree(files, inserter), message, at));
            inserter.flush();
            var writer = new BundleWriter(repository);
            // one thread and no deltas: the same bytes each time
            var packing = new PackConfig();
            packing.setDeltaCompress(false);
            packing.setThreads(1);
            writer.setPackConfig(packing);
            writer.include(BRANCH, commit);
            writer.include(Constants.HEAD, commit);
            writer.writeBundle(NullProgressMonitor.INSTANCE, bundle);
            return new GitCommit(commit.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectId tree(Stream<Map.Entry<String, byte[]>> files, ObjectInserter inserter)
            throws IOException {
        var index = DirCache.newInCore();
        var builder = index.builder();
        files.forEach(
                file -> {
                    var entry = new DirCacheEntry(file.getKey());
                    entry.setFileMode(FileMode.REGULAR_FILE);
                    try {
                        entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    builder.add(entry);
                });
        builder.finish();
        return index.writeTree(inserter);
    }

    private static CommitBuilder commit(ObjectId tree, String message, Instant at) {
        var author = new PersonIdent("Catalyst", "catalyst@localhost", at, ZoneOffset.UTC);
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage(message);
        return commit;
    }
}
