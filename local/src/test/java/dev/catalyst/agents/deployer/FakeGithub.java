package dev.catalyst.agents.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import dev.catalyst.lambda.Json;

import org.jspecify.annotations.NullUnmarked;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** One repository of a GitHub on loopback, over real HTTP, that can be as bad as the real one. */
@NullUnmarked // it trusts those who ask it
public final class FakeGithub implements AutoCloseable {

    public static final String TOKEN = "github_pat_of-the-tests";
    static final String REPOSITORY = "/repos/acme/shop";
    static final String BASE = "main";

    /** A file as a tree has it. */
    record Entry(String mode, String content, String sha) {}

    /** A commit, and who says to have made it when. */
    record Commit(String tree, String parent, String message, JsonNode author) {}

    /** A branch that somebody is asked to merge. */
    record Pull(String head, String base, String title, String body, String state) {}

    /** What happens instead of, or after, what was asked for. */
    record Fault(boolean after, int status, String body, Map<String, String> headers) {

        static final int CUT = -1;
        static final int HANG = -2;

        static Fault answer(int status, String body, String... header) {
            return new Fault(
                    false,
                    status,
                    body,
                    header.length == 0 ? Map.of() : Map.of(header[0], header[1]));
        }

        /** It is done, but nobody hears of it. */
        static Fault lost() {
            return new Fault(true, CUT, "", Map.of());
        }

        static Fault cut() {
            return new Fault(false, CUT, "", Map.of());
        }

        static Fault hang() {
            return new Fault(false, HANG, "", Map.of());
        }
    }

    private record Answer(int status, JsonNode body) {}

    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<Pattern, Deque<Fault>> faults = new HashMap<>();
    final Map<String, TreeMap<String, Entry>> trees = new HashMap<>();
    final Map<String, Commit> commits = new HashMap<>();
    final Map<String, String> branches = new TreeMap<>();
    final List<Pull> pulls = new ArrayList<>();
    final List<String> requests = new ArrayList<>();
    ObjectNode repository =
            Json.MAPPER
                    .createObjectNode()
                    .put("default_branch", BASE)
                    .put("html_url", "https://127.0.0.1/acme/shop");

    public FakeGithub() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
        push(Map.of("README.md", "100644 # Shop", "build.sh", "100755 make"));
    }

    public URI api() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What a project names as its repository. */
    public static String repoUrl() {
        return "https://127.0.0.1/acme/shop";
    }

    /** Somebody commits these files, each with its mode in front, to the base branch. */
    synchronized String push(Map<String, String> files) {
        var tree = new TreeMap<String, Entry>();
        files.forEach(
                (path, file) ->
                        tree.put(path, entry(file.split(" ", 2)[0], file.split(" ", 2)[1])));
        String name = store(tree);
        String parent = branches.getOrDefault(BASE, "");
        return commit(BASE, new Commit(name, parent, "by hand", Json.MAPPER.nullNode()));
    }

    synchronized String commit(String branch, Commit commit) {
        String sha = sha1(commit.toString().getBytes(StandardCharsets.UTF_8));
        commits.put(sha, commit);
        branches.put(branch, sha);
        return sha;
    }

    /**
     * The next requests that match, method and path, fare like this; where the pattern begins with
     * ^, the last fault stays.
     */
    synchronized FakeGithub before(String request, Fault... like) {
        faults.computeIfAbsent(Pattern.compile(request), any -> new ArrayDeque<>())
                .addAll(List.of(like));
        return this;
    }

    synchronized List<String> writes() {
        return requests.stream().filter(request -> request.startsWith("POST")).toList();
    }

    public synchronized List<String> pullRequests() {
        return pulls.stream().map(Pull::head).toList();
    }

    public synchronized List<String> asked() {
        return List.copyOf(requests);
    }

    public synchronized String head(String branch) {
        return branches.get(branch);
    }

    /** The files that a commit has. */
    synchronized Map<String, Entry> files(String commit) {
        return trees.get(commits.get(commit).tree());
    }

    private void serve(HttpExchange exchange) throws IOException {
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        byte[] body = exchange.getRequestBody().readAllBytes();
        Fault fault;
        Answer answer = null;
        synchronized (this) {
            requests.add(request);
            fault = fault(request);
            if (fault == null || fault.after()) {
                answer = answer(exchange, body);
            }
        }
        if (fault == null) {
            send(exchange, answer.status(), answer.body().toString(), Map.of());
        } else if (fault.status() == Fault.HANG) {
            hang(exchange);
        } else if (fault.status() == Fault.CUT) {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.close();
        } else {
            send(exchange, fault.status(), fault.body(), fault.headers());
        }
    }

    private Fault fault(String request) {
        return faults.entrySet().stream()
                .filter(like -> like.getKey().matcher(request).find() && !like.getValue().isEmpty())
                .findFirst()
                .map(
                        like ->
                                like.getValue().size() == 1
                                                && like.getKey().pattern().startsWith("^")
                                        ? like.getValue().peek()
                                        : like.getValue().poll())
                .orElse(null);
    }

    private static void send(
            HttpExchange exchange, int status, String body, Map<String, String> headers)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void hang(HttpExchange exchange) {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private Answer answer(HttpExchange exchange, byte[] body) throws IOException {
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return problem(401, "Bad credentials");
        }
        String path = exchange.getRequestURI().getPath();
        if (!path.startsWith(REPOSITORY)) {
            return problem(404, "Not Found");
        }
        String rest = path.substring(REPOSITORY.length());
        return exchange.getRequestMethod().equals("POST")
                ? write(rest, Json.MAPPER.readTree(body))
                : read(rest, String.valueOf(exchange.getRequestURI().getQuery()));
    }

    private Answer read(String path, String query) {
        if (path.isEmpty()) {
            return new Answer(200, repository);
        }
        if (path.startsWith("/git/ref/heads/")) {
            String sha = branches.get(path.substring("/git/ref/heads/".length()));
            return sha == null ? problem(404, "Not Found") : ref(200, sha);
        }
        if (path.startsWith("/git/commits/")) {
            var node = Json.MAPPER.createObjectNode();
            node.putObject("tree").put("sha", commits.get(path.substring(13)).tree());
            return new Answer(200, node);
        }
        if (path.startsWith("/git/trees/")) {
            var node = Json.MAPPER.createObjectNode();
            var list = node.putArray("tree");
            trees.get(path.substring(11))
                    .forEach(
                            (file, entry) ->
                                    list.addObject()
                                            .put("path", file)
                                            .put("mode", entry.mode())
                                            .put("sha", entry.sha()));
            return new Answer(200, node);
        }
        if (path.startsWith("/compare/")) {
            String[] ends = path.substring(9).split("\\.\\.\\.");
            return new Answer(
                    200,
                    Json.MAPPER
                            .createObjectNode()
                            .put("status", descends(branches.get(ends[1]), ends[0])));
        }
        if (path.equals("/pulls")) {
            String head = URLDecoder.decode(query, StandardCharsets.UTF_8).split("head=acme:")[1];
            var found = Json.MAPPER.createArrayNode();
            for (int number = 0; number < pulls.size(); number++) {
                if (pulls.get(number).head().equals(head)) {
                    found.add(pull(number));
                }
            }
            return new Answer(200, found);
        }
        return problem(404, "Not Found");
    }

    private String descends(String from, String ancestor) {
        for (String at = from; commits.containsKey(at); at = commits.get(at).parent()) {
            if (at.equals(ancestor)) {
                return "ahead";
            }
        }
        return "diverged";
    }

    private Answer write(String path, JsonNode body) {
        return switch (path) {
            case "/git/blobs" -> problem(422, "texts need no blobs of their own");
            case "/git/trees" -> {
                var tree = new TreeMap<>(trees.get(body.path("base_tree").asText()));
                body.path("tree")
                        .forEach(
                                file ->
                                        tree.put(
                                                file.path("path").asText(),
                                                entry(
                                                        file.path("mode").asText(),
                                                        file.path("content").asText())));
                yield sha(store(tree));
            }
            case "/git/commits" -> {
                var commit =
                        new Commit(
                                body.path("tree").asText(),
                                body.at("/parents/0").asText(),
                                body.path("message").asText(),
                                body.path("author"));
                String sha = sha1(commit.toString().getBytes(StandardCharsets.UTF_8));
                commits.put(sha, commit);
                yield sha(sha);
            }
            case "/git/refs" -> {
                String branch = body.path("ref").asText().substring("refs/heads/".length());
                String sha = body.path("sha").asText();
                yield branches.putIfAbsent(branch, sha) == null
                        ? ref(201, sha)
                        : problem(422, "Reference already exists");
            }
            case "/pulls" -> {
                String head = body.path("head").asText();
                if (pulls.stream().anyMatch(pull -> pull.head().equals(head))) {
                    yield problem(422, "A pull request already exists for acme:" + head);
                }
                pulls.add(
                        new Pull(
                                head,
                                body.path("base").asText(),
                                body.path("title").asText(),
                                body.path("body").asText(),
                                "open"));
                yield new Answer(201, pull(pulls.size() - 1));
            }
            default -> problem(404, "Not Found");
        };
    }

    private static JsonNode pull(int number) {
        return Json.MAPPER.createObjectNode().put("html_url", repoUrl() + "/pull/" + (number + 1));
    }

    private String store(TreeMap<String, Entry> tree) {
        String sha = sha1(tree.toString().getBytes(StandardCharsets.UTF_8));
        trees.put(sha, tree);
        return sha;
    }

    private static Entry entry(String mode, String content) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return new Entry(mode, content, sha1(all));
    }

    private static Answer ref(int status, String sha) {
        var node = Json.MAPPER.createObjectNode();
        node.putObject("object").put("sha", sha);
        return new Answer(status, node);
    }

    private static Answer sha(String sha) {
        return new Answer(201, Json.MAPPER.createObjectNode().put("sha", sha));
    }

    private static Answer problem(int status, String message) {
        return new Answer(status, Json.MAPPER.createObjectNode().put("message", message));
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
    }
}
