package dev.catalyst.workspace;

import dev.catalyst.lambda.Destinations;
import dev.catalyst.lambda.Outgoing;

import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.PackParser;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.treewalk.TreeWalk;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Reads the files of repositories at the head of their default branch. Nothing is checked out: a
 * bare, shallow fetch into a temporary folder, from which regular files are read. So no hook, no
 * filter, no link and no submodule of the repository comes into play, and no configuration of the
 * machine.
 */
public final class Repositories {

    private static final RefSpec HEAD = new RefSpec("+HEAD:refs/heads/imported");

    private final HttpClient client;
    private final Destinations destinations;
    private final Optional<GitToken> token;
    private final Limits limits;

    /**
     * @param transfer bytes that may come over the wire
     * @param time for the whole fetch
     * @param file bytes of one file; a larger one is left out
     */
    record Limits(long transfer, Duration time, long file) {
        static final Limits USUAL = new Limits(100L << 20, Duration.ofSeconds(150), 5L << 20);
    }

    /** {@code settings} gives a variable's value. */
    public Repositories(Function<String, Optional<String>> settings) {
        this(settings, Limits.USUAL);
    }

    Repositories(Function<String, Optional<String>> settings, Limits limits) {
        this.client = Outgoing.http(settings);
        this.destinations = Destinations.of(settings);
        this.token = GitToken.of(settings);
        this.limits = limits;
    }

    /**
     * Files of a commit.
     *
     * @param skipped paths that were left out
     */
    public record Head(String commit, SortedMap<String, byte[]> files, List<String> skipped) {
        public Head {
            skipped = List.copyOf(skipped);
        }

        /** What is known of it. */
        public RepositoryHead about(String url) {
            return new RepositoryHead(
                    url, commit, files.size(), skipped.size(), RepoMap.of(files, RepoMap.LONGEST));
        }
    }

    /** Throws {@link RepositoryUnavailable}, whose message says what to do. */
    public Head head(URI url) {
        var wire = new GitWire(client, destinations, token.orElse(null), limits.transfer());
        // a thread of its own: what is interrupted ends, however slowly the server drips
        try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = thread.submit(() -> read(url, wire));
            try {
                return work.get(limits.time().toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException slow) {
                throw unavailable(
                        url,
                        "it did not come within "
                                + limits.time().toSeconds()
                                + " seconds. Redrive the task to try again, or take a smaller repository");
            } catch (ExecutionException e) {
                throw told(url, wire, e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unavailable(url, "the reading was interrupted. Redrive the task");
            } finally {
                work.cancel(true);
            }
        }
    }

    private Head read(URI url, GitWire wire) throws IOException, URISyntaxException {
        try (var repository = new Bounded(limits.file())) {
            try (var transport = Transport.open(repository, new URIish(url.toString()))) {
                ((TransportHttp) transport).setHttpConnectionFactory(wire);
                transport.setDepth(1);
                transport.setTagOpt(TagOpt.NO_TAGS);
                transport.fetch(NullProgressMonitor.INSTANCE, List.of(HEAD));
            }
            return files(repository, repository.resolve(HEAD.getDestination()));
        }
    }

    private Head files(Repository repository, ObjectId commit) throws IOException {
        var files = new TreeMap<String, byte[]>();
        var skipped = new ArrayList<String>();
        long bytes = 0;
        try (var commits = new RevWalk(repository);
                var tree = new TreeWalk(repository)) {
            tree.addTree(commits.parseCommit(commit).getTree());
            tree.setRecursive(true);
            while (tree.next()) {
                FileMode mode = tree.getFileMode();
                ObjectId id = tree.getObjectId(0);
                boolean regular =
                        mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
                if (!regular || FilePath.refusal(tree.getPathString()).isPresent()) {
                    skipped.add(tree.getPathString());
                    continue;
                }
                long size = tree.getObjectReader().getObjectSize(id, Constants.OBJ_BLOB);
                if (size > limits.file()) {
                    skipped.add(tree.getPathString());
                    continue;
                }
                bytes += size;
                if (bytes > Workspace.MOST_BYTES || files.size() == Workspace.MOST_FILES) {
                    throw new GitWire.TooMuch();
                }
                files.put(tree.getPathString(), tree.getObjectReader().open(id).getBytes());
            }
        }
        return new Head(commit.name(), files, skipped);
    }

    private RepositoryUnavailable told(URI url, GitWire wire, Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof Destinations.Refused refused) {
                return unavailable(url, String.valueOf(refused.getMessage()));
            }
            if (cause instanceof GitWire.TooMuch
                    || cause instanceof TooLargeObjectInPackException) {
                return unavailable(
                        url,
                        "it is too large: a task takes over at most %d files and %d MB. Take a smaller repository"
                                .formatted(Workspace.MOST_FILES, Workspace.MOST_BYTES >> 20));
            }
        }
        int status = wire.status();
        if (status == 401 || status == 403) {
            return unavailable(
                    url,
                    "it answers "
                            + status
                            + ". If it is private, set GITHUB_TOKEN to a token that may read it (it is sent to the host of GITHUB_URL alone); else see to repo_url");
        }
        if (status == 404) {
            return unavailable(
                    url,
                    "there is no such repository. See to the project's repo_url, or set GITHUB_TOKEN if it is private");
        }
        if (status >= 400) {
            return unavailable(url, "it answers " + status + ". Redrive the task to try again");
        }
        if (fault instanceof TransportException
                && String.valueOf(fault.getMessage()).contains("HEAD")) {
            return unavailable(
                    url, "it has no commit yet. Push a first one, then redrive the task");
        }
        return unavailable(
                url,
                "it could not be read ("
                        + fault.getMessage()
                        + "). See that it is a git repository and can be reached, then redrive the task");
    }

    private static RepositoryUnavailable unavailable(URI url, String why) {
        return new RepositoryUnavailable("The repository " + url + " cannot be used: " + why + ".");
    }

    /** A repository in which no object may become larger than memory bears. */
    private static final class Bounded extends ScratchRepository {

        private static final long ROOM = 10;
        private final long most;

        Bounded(long file) throws IOException {
            super();
            this.most = file * ROOM;
        }

        @Override
        public ObjectInserter newObjectInserter() {
            var inserter = super.newObjectInserter();
            return new ObjectInserter.Filter() {
                @Override
                protected ObjectInserter delegate() {
                    return inserter;
                }

                @Override
                public PackParser newPackParser(InputStream in) throws IOException {
                    var parser = super.newPackParser(in);
                    parser.setMaxObjectSizeLimit(most);
                    return parser;
                }
            };
        }
    }
}
