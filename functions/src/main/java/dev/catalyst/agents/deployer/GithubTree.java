package dev.catalyst.agents.deployer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.agents.deployer.GithubClient.Answer;
import dev.catalyst.agents.deployer.GithubClient.Refusal;
import dev.catalyst.lambda.Json;
import dev.catalyst.workspace.Workspaces;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of a release over those of a repository: what is the same stays as it is, and what only
 * the repository has stays, too.
 */
final class GithubTree {

    /** Files are sent some at a time, within what GitHub takes in one request. */
    private static final int CHARACTERS_AT_ONCE = 2_000_000;

    private static final String FILE = "100644";
    private static final String PROGRAM = "100755";

    private final GithubClient github;
    private final String at;

    /** What the repository has at a path. */
    private record Entry(String mode, String sha) {}

    GithubTree(GithubClient github, String at) {
        this.github = github;
        this.at = at;
    }

    /** The name of the tree with the files in it; the same tree if it has them. */
    String with(String tree, Stream<Map.Entry<String, byte[]>> files) {
        Map<String, Entry> present = present(tree);
        var upload = new Upload(tree);
        files.forEach(
                file -> {
                    var entry = present.get(file.getKey());
                    if (entry == null || !entry.sha().equals(name(file.getValue()))) {
                        upload.add(
                                file.getKey(),
                                entry != null && entry.mode().equals(PROGRAM) ? PROGRAM : FILE,
                                file.getValue());
                    }
                });
        return upload.done();
    }

    private Map<String, Entry> present(String tree) {
        Answer answer = github.get(at + "/git/trees/" + tree + "?recursive=1");
        var present = new HashMap<String, Entry>();
        answer.body()
                .path("tree")
                .forEach(
                        entry ->
                                present.put(
                                        entry.path("path").asText(),
                                        new Entry(
                                                entry.path("mode").asText(),
                                                entry.path("sha").asText())));
        return present;
    }

    private static String name(byte[] content) {
        try (var formatter = new ObjectInserter.Formatter()) {
            return formatter.idFor(Constants.OBJ_BLOB, content).name();
        }
    }

    /** Trees that grow out of each other. */
    private final class Upload {

        private String tree;
        private ArrayNode entries = Json.MAPPER.createArrayNode();
        private int characters;

        private Upload(String tree) {
            this.tree = tree;
        }

        private void add(String path, String mode, byte[] content) {
            if (path.startsWith(".github/workflows/") || path.startsWith(".github/actions/")) {
                throw new Refusal(
                        "The task would change "
                                + path
                                + ", which GitHub runs with the repository's secrets: nothing is deployed. Fork the task from the coder with a prompt that leaves it alone, or make that change by hand.");
            }
            var entry = entries.addObject().put("path", path).put("mode", mode).put("type", "blob");
            Workspaces.decoded(content)
                    .ifPresentOrElse(
                            text -> entry.put("content", text),
                            () -> entry.put("sha", blob(content)));
            characters += content.length;
            if (characters >= CHARACTERS_AT_ONCE) {
                send();
            }
        }

        private String done() {
            if (!entries.isEmpty()) {
                send();
            }
            return tree;
        }

        private void send() {
            ObjectNode wanted = Json.MAPPER.createObjectNode().put("base_tree", tree);
            wanted.set("tree", entries);
            tree = sha("/git/trees", wanted);
            entries = Json.MAPPER.createArrayNode();
            characters = 0;
        }

        private String blob(byte[] content) {
            return sha(
                    "/git/blobs",
                    Json.MAPPER
                            .createObjectNode()
                            .put("encoding", "base64")
                            .put("content", Base64.getEncoder().encodeToString(content)));
        }

        private String sha(String path, ObjectNode wanted) {
            Answer made = github.post(at + path, wanted);
            if (!made.ok()) {
                throw new Refusal(
                        made.status() == 404
                                ? github.forbidden("files cannot be stored")
                                : "GitHub refuses the files ("
                                        + made.status()
                                        + "): "
                                        + made.told());
            }
            return made.text("/sha");
        }
    }
}
