package dev.catalyst.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** A repository of one commit that git's smart HTTP protocol serves on loopback. */
final class ServedRepository implements AutoCloseable {

    private final Git git;
    private final String commit;
    private final HttpServer server;

    ServedRepository(Path folder, Map<String, String> files) throws IOException, GitAPIException {
        git = Git.init().setDirectory(folder.toFile()).call();
        for (var file : files.entrySet()) {
            var path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        git.add().addFilepattern(".").call();
        commit = git.commit().setMessage("one").setAuthor("A", "a@example.com").call().name();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/app.git", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/app.git";
    }

    String commit() {
        return commit;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean advertises = exchange.getRequestMethod().equals("GET");
            exchange.getResponseHeaders()
                    .add(
                            "Content-Type",
                            "application/x-git-upload-pack-"
                                    + (advertises ? "advertisement" : "result"));
            exchange.sendResponseHeaders(200, 0);
            var pack = new UploadPack(git.getRepository());
            pack.setBiDirectionalPipe(false);
            if (advertises) {
                var lines = new PacketLineOut(exchange.getResponseBody());
                lines.writeString("# service=git-upload-pack\n");
                lines.end();
                pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
            } else {
                pack.upload(asked(exchange), exchange.getResponseBody(), null);
            }
        }
    }

    private static InputStream asked(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody();
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(body)
                : body;
    }

    @Override
    public void close() {
        server.stop(0);
        git.close();
    }
}
