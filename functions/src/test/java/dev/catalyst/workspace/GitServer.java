package dev.catalyst.workspace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A git server on loopback, over HTTP, with faults. */
public final class GitServer implements AutoCloseable {

    /** How it answers. */
    public enum Fault {
        NONE,
        /** The pack stops in the middle. */
        CUT,
        /** A byte now and then, for ever. */
        SLOW,
        /** A page for people. */
        HTML
    }

    private final InMemoryRepository repository =
            new InMemoryRepository(new DfsRepositoryDescription("served"));
    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private volatile Fault fault = Fault.NONE;
    private volatile int status = 200;
    private volatile String redirect = "";
    private ObjectId head;

    public GitServer() throws IOException {
        repository.updateRef(Constants.HEAD).link("refs/heads/master");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public URI url() {
        return URI.create(base() + "/team/app.git");
    }

    String base() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The tokens that came, one a request; empty for a request without. */
    List<String> authorizations() {
        return authorizations;
    }

    void does(Fault one) {
        fault = one;
    }

    public void answers(int code) {
        status = code;
    }

    void redirectsTo(String base) {
        redirect = base;
    }

    /** Commits these files, and nothing else, on top; gives the commit's name. */
    public String commit(Map<String, String> files) throws IOException {
        var bytes = new TreeMap<String, byte[]>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return commit(bytes, Map.of());
    }

    /** The same with entries of other modes; a link's content is its target. */
    String commit(Map<String, byte[]> files, Map<String, FileMode> modes) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var index = DirCache.newInCore();
            var builder = index.builder();
            for (var file : files.entrySet()) {
                var entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(modes.getOrDefault(file.getKey(), FileMode.REGULAR_FILE));
                entry.setObjectId(
                        entry.getFileMode().equals(FileMode.GITLINK)
                                ? ObjectId.fromString("1".repeat(40))
                                : inserter.insert(Constants.OBJ_BLOB, file.getValue()));
                builder.add(entry);
            }
            builder.finish();
            return commit(index.writeTree(inserter), inserter);
        }
    }

    /** A tree with one file of any name, as no honest git would write it. */
    String commitNamed(String name) throws IOException {
        try (var inserter = repository.newObjectInserter()) {
            var blob = inserter.insert(Constants.OBJ_BLOB, new byte[] {'x'});
            var raw = new ByteArrayOutputStream();
            raw.writeBytes(("100644 " + name + "\0").getBytes(StandardCharsets.UTF_8));
            byte[] id = new byte[20];
            blob.copyRawTo(id, 0);
            raw.writeBytes(id);
            return commit(inserter.insert(Constants.OBJ_TREE, raw.toByteArray()), inserter);
        }
    }

    private String commit(ObjectId tree, ObjectInserter inserter) throws IOException {
        var commit = new CommitBuilder();
        var author = new PersonIdent("A", "a@example.com", Instant.EPOCH, ZoneOffset.UTC);
        commit.setTreeId(tree);
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage("change");
        if (head != null) {
            commit.setParentId(head);
        }
        head = inserter.insert(commit);
        inserter.flush();
        var update = repository.updateRef("refs/heads/master");
        update.setNewObjectId(head);
        update.forceUpdate();
        return head.name();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var sent = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(sent == null ? "" : sent);
            byte[] body = body(exchange);
            if (!redirect.isEmpty()) {
                exchange.getResponseHeaders().add("Location", redirect + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
            } else if (status != 200) {
                exchange.sendResponseHeaders(status, -1);
            } else if (fault == Fault.HTML) {
                send(
                        exchange,
                        "text/html",
                        "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8));
            } else if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, "application/x-git-upload-pack-advertisement", refs());
            } else {
                send(exchange, "application/x-git-upload-pack-result", pack(body));
            }
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        var gzip = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        return (gzip ? new GZIPInputStream(in) : in).readAllBytes();
    }

    private byte[] refs() throws IOException {
        var out = new ByteArrayOutputStream();
        var lines = new PacketLineOut(out);
        lines.writeString("# service=git-upload-pack\n");
        lines.end();
        try (var pack = new UploadPack(repository)) {
            pack.setBiDirectionalPipe(false);
            pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
        }
        return out.toByteArray();
    }

    private byte[] pack(byte[] wanted) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var pack = new UploadPack(repository)) {
            pack.setBiDirectionalPipe(false);
            pack.upload(new ByteArrayInputStream(wanted), out, null);
        }
        return out.toByteArray();
    }

    private void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        if (fault == Fault.CUT) {
            exchange.getResponseBody().write(body, 0, body.length / 2);
            exchange.getResponseBody().flush();
            return;
        }
        if (fault == Fault.SLOW) {
            try {
                for (byte one : body) {
                    exchange.getResponseBody().write(one);
                    exchange.getResponseBody().flush();
                    if (closing.await(100, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        repository.close();
    }
}
