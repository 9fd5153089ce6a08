package dev.catalyst.agents.deployer;

import static dev.catalyst.agents.deployer.FakeGithub.Fault.answer;
import static dev.catalyst.agents.deployer.FakeGithub.Fault.cut;
import static dev.catalyst.agents.deployer.FakeGithub.Fault.hang;
import static dev.catalyst.agents.deployer.FakeGithub.Fault.lost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.agents.deployer.FakeGithub.Commit;
import dev.catalyst.agents.deployer.FakeGithub.Entry;
import dev.catalyst.agents.deployer.FakeGithub.Pull;
import dev.catalyst.lambda.Json;
import dev.catalyst.local.contract.Emulated;
import dev.catalyst.projects.Project;
import dev.catalyst.projects.Projects;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.workspace.Workspace;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

@NullUnmarked // a test hands in nothing and looks into what is there
class GithubIT {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final GithubClient.Patience PATIENCE =
            new GithubClient.Patience(
                    3, Duration.ofMillis(1), Duration.ofMillis(500), Duration.ofSeconds(20));

    private final FakeGithub github = new FakeGithub();
    private final TaskKey task =
            new TaskKey(UUID.randomUUID().toString(), UUID.randomUUID().toString());
    private final String branch = "catalyst/" + task.id();
    private final Map<String, String> files =
            new TreeMap<>(
                    Map.of(
                            "App.java", "class App {}",
                            "README.md", "# Shop",
                            "build.sh", "make all",
                            "web/index.html", "<h1>\u20ac</h1>"));

    GithubIT() {
        project(FakeGithub.repoUrl());
    }

    @AfterEach
    void stop() {
        github.close();
    }

    private void project(String repoUrl) {
        var project =
                new Project(
                        "project",
                        "Shop",
                        "",
                        repoUrl,
                        false,
                        null,
                        Project.Status.ACTIVE,
                        NOW,
                        NOW);
        var projects = new Projects(Emulated.table());
        if (projects.change(task.tenant(), "project", transaction -> {}, old -> project)
                .isEmpty()) {
            projects.create(task.tenant(), project, also -> {});
        }
    }

    private Publication publish() {
        return publish(PATIENCE);
    }

    /** As a new process would do it: nothing is remembered but what was stored. */
    private Publication publish(GithubClient.Patience patience) {
        var target =
                new Github(
                        new Projects(Emulated.table()),
                        new Effects(Emulated.table()),
                        github.api(),
                        () ->
                                new GithubClient(
                                        HttpClient.newHttpClient(),
                                        github.api(),
                                        FakeGithub.TOKEN,
                                        patience,
                                        InstantSource.system(),
                                        new Random(1)));
        return target.publish(
                new Release(
                        task,
                        "project",
                        "A shop",
                        "A shop\n\nTask: " + task.id() + "\n",
                        "what it is",
                        "0".repeat(40),
                        NOW,
                        Workspace.empty(task.tenant()),
                        () ->
                                files.entrySet().stream()
                                        .map(
                                                file ->
                                                        Map.entry(
                                                                file.getKey(),
                                                                file.getValue()
                                                                        .getBytes(
                                                                                StandardCharsets
                                                                                        .UTF_8)))));
    }

    private String refused() {
        assertThat(publish()).isInstanceOf(Publication.Refused.class);
        return ((Publication.Refused) publish()).reason();
    }

    private void isDeployedOnce(Publication publication) {
        String sha = github.head(branch);
        assertThat(publication)
                .isEqualTo(
                        new Publication.Done(
                                FakeGithub.repoUrl() + "/pull/1",
                                sha,
                                "Deployed as pull request " + FakeGithub.repoUrl() + "/pull/1"));
        assertThat(github.branches).hasSize(2);
        assertThat(github.pullRequests()).containsExactly(branch);
        assertThat(github.files(sha)).containsKeys("App.java", "README.md", "web/index.html");
    }

    @Test
    void a_release_becomes_a_branch_with_one_commit_and_a_pull_request() {
        String base = github.head(FakeGithub.BASE);

        isDeployedOnce(publish());

        Commit commit = github.commits.get(github.head(branch));
        assertThat(commit.parent()).isEqualTo(base);
        assertThat(commit.message()).contains("Task: " + task.id());
        assertThat(commit.author().path("date").asText()).isEqualTo(NOW.toString());
        assertThat(github.pulls)
                .containsExactly(new Pull(branch, FakeGithub.BASE, "A shop", "what it is", "open"));
        Map<String, Entry> now = github.files(github.head(branch));
        assertThat(now.get("web/index.html").content()).isEqualTo("<h1>\u20ac</h1>");
        assertThat(now.get("build.sh").mode()).as("a program stays one").isEqualTo("100755");
    }

    @Test
    void deploying_twice_is_one_deployment() {
        assertThat(publish()).isEqualTo(publish());
        isDeployedOnce(publish());
    }

    @ParameterizedTest
    @CsvSource({"trees", "commits", "refs", "pulls"})
    void a_crash_after_any_write_leaves_one_deployment(String write) {
        github.before("POST .*/" + write, lost());
        assertThat(publish(once())).isInstanceOf(Publication.Refused.class);

        isDeployedOnce(publish());
        assertThat(github.commits).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"trees", "commits", "refs", "pulls"})
    void a_crash_before_any_write_leaves_one_deployment(String write) {
        github.before("POST .*/" + write, cut());
        assertThat(publish(once())).isInstanceOf(Publication.Refused.class);

        isDeployedOnce(publish());
        assertThat(github.commits).hasSize(2);
    }

    private static GithubClient.Patience once() {
        return new GithubClient.Patience(
                1, Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trees", "commits", "refs", "pulls"})
    void a_lost_answer_is_asked_for_again(String write) {
        github.before("POST .*/" + write, lost(), lost());

        isDeployedOnce(publish());
        assertThat(github.commits).hasSize(2);
    }

    @Test
    void a_retry_grows_from_where_the_first_try_grew_from() {
        String base = github.head(FakeGithub.BASE);
        github.before("POST .*/commits", lost());
        publish(once());
        github.push(Map.of("README.md", "100644 # Shop, moved on"));

        isDeployedOnce(publish());
        assertThat(github.commits.get(github.head(branch)).parent()).isEqualTo(base);
    }

    @Test
    void faults_that_pass_are_waited_out() {
        github.before("GET " + FakeGithub.REPOSITORY + "$", hang(), cut())
                .before("GET .*/ref/", answer(500, ""), answer(503, "busy"))
                .before("GET .*/commits/", answer(200, "<html>"), answer(200, "{\"tree\""))
                .before("POST .*/trees", answer(429, "{}", "Retry-After", "1"))
                .before("POST .*/refs", answer(502, ""))
                .before(
                        "POST .*/pulls",
                        answer(403, "{\"message\": \"You have exceeded a secondary rate limit\"}"));

        isDeployedOnce(publish());
    }

    @Test
    void what_does_not_pass_is_told_after_a_bounded_number_of_attempts() {
        github.before("^GET", answer(500, "token " + FakeGithub.TOKEN));

        assertThat(refused()).contains("3 attempts", "it answered 500", "Redrive");
        assertThat(github.requests).hasSize(6);
    }

    @Test
    void a_limit_that_lasts_longer_than_the_step_may_is_told_at_once() {
        github.before("^GET", answer(429, "{}", "Retry-After", "3600"));

        assertThat(refused()).contains("wait 3600 seconds");
        assertThat(github.requests).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401|Bad credentials|GITHUB_TOKEN is wrong or expired",
                "403|Resource not accessible by personal access token|Contents and Pull requests",
                "404|Not Found|does not exist, or GITHUB_TOKEN may not see it",
                "409|Conflict|does not exist, or GITHUB_TOKEN may not see it",
                "418|I am a teapot|answered 418: I am a teapot"
            })
    void what_only_a_person_can_change_is_told_before_anything_is_written(
            int status, String message, String told) {
        github.before(
                "^GET",
                answer(
                        status,
                        Json.MAPPER
                                .createObjectNode()
                                .put("message", message + " " + FakeGithub.TOKEN)
                                .toString()));

        assertThat(refused()).contains(told).doesNotContain(FakeGithub.TOKEN);
        assertThat(github.writes()).isEmpty();
    }

    @Test
    void a_repository_that_takes_nothing_is_told_before_anything_is_written() {
        github.repository.put("archived", true);
        assertThat(refused()).contains("archived");

        github.repository.put("archived", false).putObject("permissions").put("push", false);
        assertThat(refused()).contains("may not push");

        github.repository.remove("permissions");
        github.branches.clear();
        assertThat(refused()).contains("give it a first commit");
        assertThat(github.writes()).isEmpty();
    }

    @Test
    void nobody_is_followed_to_another_host() {
        try (var elsewhere = new FakeGithub()) {
            github.before("^GET", answer(301, "{}", "Location", elsewhere.api() + "/repos/x/y"));

            assertThat(refused()).contains("has moved");
            assertThat(elsewhere.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://gitlab.com/acme/shop",
                "https://127.0.0.1.evil.example/acme/shop",
                "https://127.0.0.1/acme",
                "https://127.0.0.1/acme/..",
                "https://127.0.0.1/acme/shop/tree/main"
            })
    void a_project_without_a_repository_of_this_github_is_told_before_any_request(String url) {
        project(url.isEmpty() ? null : url);

        assertThat(refused()).contains("repo_url", "https://127.0.0.1/owner/name", "redrive");
        assertThat(github.requests).isEmpty();
    }

    @Test
    void commits_that_people_added_to_the_branch_stay() {
        isDeployedOnce(publish());
        String ours = github.head(branch);
        var theirs = new Commit("tree", ours, "a fix", Json.MAPPER.nullNode());
        String head = github.commit(branch, theirs);

        assertThat(publish())
                .isEqualTo(
                        new Publication.Done(
                                FakeGithub.repoUrl() + "/pull/1",
                                ours,
                                "Deployed as pull request " + FakeGithub.repoUrl() + "/pull/1"));
        assertThat(github.head(branch)).isEqualTo(head);
    }

    @Test
    void a_branch_that_holds_something_else_is_left_alone() {
        var theirs = new Commit("tree", "", "something else", Json.MAPPER.nullNode());
        String head = github.commit(branch, theirs);

        assertThat(refused()).contains("holds other commits");
        assertThat(github.head(branch)).isEqualTo(head);
        assertThat(github.pulls).isEmpty();
    }

    @Test
    void a_pull_request_that_somebody_closed_is_not_opened_again() {
        github.pulls.add(new Pull(branch, FakeGithub.BASE, "A shop", "", "closed"));

        isDeployedOnce(publish());
    }

    @Test
    void a_pull_request_that_is_refused_is_told_with_githubs_reason() {
        github.before(
                "POST .*/pulls",
                answer(
                        422,
                        "{\"message\": \"Validation Failed\", \"errors\": [{\"message\": \"no\"}]}"),
                answer(
                        422,
                        "{\"message\": \"Validation Failed\", \"errors\": [{\"message\": \"no\"}]}"));

        assertThat(refused()).contains("Validation Failed; no");
    }

    @Test
    void what_github_would_run_with_the_repositorys_secrets_is_not_deployed() {
        files.put(".github/workflows/ci.yml", "on: push");

        assertThat(refused()).contains(".github/workflows/ci.yml");
        assertThat(github.branches).containsOnlyKeys(FakeGithub.BASE);
    }

    @Test
    void files_that_are_there_already_need_no_pull_request() {
        files.clear();
        files.put("README.md", "# Shop");

        String there = FakeGithub.repoUrl() + "/commit/" + github.head(FakeGithub.BASE);
        assertThat(publish())
                .isEqualTo(
                        new Publication.Done(
                                there,
                                github.head(FakeGithub.BASE),
                                "The repository already holds these very files: " + there));
        assertThat(github.writes()).isEmpty();
    }

    @Test
    void many_files_travel_in_more_than_one_request() {
        for (int number = 0; number < 5; number++) {
            files.put("big" + number + ".txt", "x".repeat(900_000) + number);
        }

        isDeployedOnce(publish());
        assertThat(github.writes()).filteredOn(write -> write.endsWith("/git/trees")).hasSize(2);
        assertThat(github.files(github.head(branch))).containsKeys("big0.txt", "big4.txt");
    }
}
