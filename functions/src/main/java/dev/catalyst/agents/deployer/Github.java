package dev.catalyst.agents.deployer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.agents.deployer.GithubClient.Answer;
import dev.catalyst.agents.deployer.GithubClient.Refusal;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Outgoing;
import dev.catalyst.lambda.Settings;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.projects.GithubRepository;
import dev.catalyst.projects.Projects;
import dev.catalyst.store.Table;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A branch and a pull request on the repository of the task's project. The branch has the task's
 * name; its commit and the commit that it grows from are registered before the branch is made: one
 * branch, one commit, one pull request, however often this is tried.
 */
record Github(Projects projects, Effects effects, URI api, Supplier<GithubClient> client)
        implements Target {

    static final String NAME = "github";

    static Github of(Env env, Table table) {
        URI api = GithubRepository.api(env);
        var settings = new Settings(env);
        return new Github(
                new Projects(table),
                new Effects(table),
                api,
                () ->
                        new GithubClient(
                                Outgoing.http(settings::find),
                                api,
                                token(settings),
                                GithubClient.Patience.USUAL,
                                InstantSource.system(),
                                Wiring.random()));
    }

    private static String token(Settings settings) {
        return settings.find("GITHUB_TOKEN")
                .orElseThrow(
                        () ->
                                new Refusal(
                                        "GITHUB_TOKEN is not set, and DEPLOY_TARGET is github: set it (GithubTokenArn on AWS), then redrive the task."));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Publication publish(Release release) {
        var project = projects.find(release.task().tenant(), release.projectId()).orElseThrow();
        return switch (GithubRepository.of(project, api)) {
            case GithubRepository.Found.Not(String reason) -> new Publication.Refused(reason);
            case GithubRepository.Found.At(GithubRepository repository) -> {
                try {
                    yield new Pushing(release, repository, client.get()).done();
                } catch (Refusal refusal) {
                    yield new Publication.Refused(refusal.reason());
                }
            }
        };
    }

    /** One release on its way to one repository. */
    private final class Pushing {

        private final Release release;
        private final GithubRepository repository;
        private final GithubClient github;
        private final String at;
        private final String branch;

        private Pushing(Release release, GithubRepository repository, GithubClient github) {
            this.release = release;
            this.repository = repository;
            this.github = github;
            this.at = "/repos/" + repository;
            this.branch = "catalyst/" + release.task().id();
        }

        private Publication done() {
            JsonNode known = writable();
            ObjectNode base =
                    effects.begin(release.task(), "github:" + repository, () -> base(known));
            String from = base.path("sha").asText();
            ObjectNode commit =
                    effects.begin(
                            release.task(),
                            "github-commit:" + repository,
                            () -> Json.MAPPER.createObjectNode().put("sha", commit(from)));
            String sha = commit.path("sha").asText();
            if (sha.equals(from)) {
                String there = known.path("html_url").asText() + "/commit/" + sha;
                return new Publication.Done(
                        there, sha, "The repository already holds these very files: " + there);
            }
            branch(sha);
            String url = pullRequest(base.path("branch").asText());
            return new Publication.Done(url, sha, "Deployed as pull request " + url);
        }

        private JsonNode writable() {
            Answer answer = github.get(at);
            if (!answer.ok()) {
                throw new Refusal(
                        "The repository %s does not exist, or GITHUB_TOKEN may not see it: %s. Correct the project's repo_url or the token's access, then redrive the task."
                                .formatted(repository, answer.told()));
            }
            JsonNode found = answer.body();
            if (found.path("archived").asBoolean()) {
                throw new Refusal(
                        "The repository %s is archived: unarchive it, or give the project another repo_url, then redrive the task."
                                .formatted(repository));
            }
            if (!found.at("/permissions/push").asBoolean(true)) {
                throw new Refusal(github.forbidden("the token may not push to " + repository));
            }
            return found;
        }

        private ObjectNode base(JsonNode known) {
            String branch = known.path("default_branch").asText();
            Answer answer = github.get(at + "/git/ref/heads/" + inPath(branch));
            if (!answer.ok()) {
                throw new Refusal(
                        "The repository %s has no branch to start from: give it a first commit, such as a README, then redrive the task."
                                .formatted(repository));
            }
            return Json.MAPPER
                    .createObjectNode()
                    .put("branch", branch)
                    .put("sha", answer.text("/object/sha"));
        }

        /** The commit's name; that of its parent if there is nothing to commit. */
        private String commit(String parent) {
            String before = require(github.get(at + "/git/commits/" + parent)).text("/tree/sha");
            String tree = new GithubTree(github, at).with(before, release.files().get());
            if (tree.equals(before)) {
                return parent;
            }
            ObjectNode commit =
                    Json.MAPPER
                            .createObjectNode()
                            .put("message", release.message())
                            .put("tree", tree);
            commit.putArray("parents").add(parent);
            // the same in every try, and so the same commit
            ObjectNode author =
                    Json.MAPPER
                            .createObjectNode()
                            .put("name", "Catalyst")
                            .put("email", "catalyst@localhost")
                            .put("date", release.createdAt().toString());
            commit.set("author", author);
            commit.set("committer", author);
            return require(github.post(at + "/git/commits", commit)).text("/sha");
        }

        private void branch(String sha) {
            var wanted =
                    Json.MAPPER
                            .createObjectNode()
                            .put("ref", "refs/heads/" + branch)
                            .put("sha", sha);
            Answer made = github.post(at + "/git/refs", wanted);
            if (made.ok()) {
                return;
            }
            Answer there = github.get(at + "/git/ref/heads/" + inPath(branch));
            if (!there.ok()) {
                require(made);
            }
            if (there.text("/object/sha").equals(sha)) {
                return;
            }
            // people may have gone on from what an earlier try made
            Answer grown = github.get(at + "/compare/" + sha + "..." + inPath(branch));
            if (!grown.body().path("status").asText().equals("ahead")) {
                throw new Refusal(
                        "The branch %s of %s holds other commits than this task's: rename or delete it, then redrive the task."
                                .formatted(branch, repository));
            }
        }

        private String pullRequest(String base) {
            var earlier = pullRequests();
            if (earlier.isPresent()) {
                return earlier.get();
            }
            var wanted =
                    Json.MAPPER
                            .createObjectNode()
                            .put("title", release.title())
                            .put("head", branch)
                            .put("base", base)
                            .put("body", release.description());
            Answer made = github.post(at + "/pulls", wanted);
            return made.ok()
                    ? made.text("/html_url")
                    : pullRequests().orElseGet(() -> require(made).text("/html_url"));
        }

        /** The address of the branch's pull request, open or not. */
        private Optional<String> pullRequests() {
            String head = inQuery(repository.owner() + ":" + branch);
            Answer found = require(github.get(at + "/pulls?state=all&head=" + head));
            return found.body().isEmpty()
                    ? Optional.empty()
                    : Optional.of(found.text("/0/html_url"));
        }

        private Answer require(Answer answer) {
            if (answer.ok()) {
                return answer;
            }
            throw new Refusal(
                    answer.status() == 404
                            ? github.forbidden("something of " + repository + " was not found")
                            : "GitHub refuses the deployment to %s (%d): %s. Put that right, then redrive the task."
                                    .formatted(repository, answer.status(), answer.told()));
        }
    }

    private static String inPath(String branch) {
        return inQuery(branch).replace("%2F", "/");
    }

    private static String inQuery(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
