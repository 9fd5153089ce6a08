package dev.catalyst.agents.deployer;

import static dev.catalyst.agents.ScriptedModel.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.agents.AgentFailed;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.AgentOutput.Next;
import dev.catalyst.agents.Made;
import dev.catalyst.agents.Runs;
import dev.catalyst.agents.Stage;
import dev.catalyst.agents.planner.Plan;
import dev.catalyst.agents.tester.Report;
import dev.catalyst.lambda.Json;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.tasks.Failure.Code;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@NullUnmarked // a test hands in nothing and looks into what is there
class DeployingTest {

    private final Stage stage = Made.planned();
    private final Deploying deploying = new Deploying(new Bundle());

    private AgentOutput asked() {
        stage.made(Report.NAME, new Report(1, 0, "bubblewrap", 5, List.of(), List.of("C1")));
        stage.model.calls(
                call("finish", Map.of("summary", "the app", "smoke", Map.of("path", "/"))));
        AgentOutput asked = stage.run(deploying, stage.input(null, null, null));
        assertThat(asked.run().kind()).isEqualTo(Kind.SMOKE);
        assertThat(asked.run().path()).isEqualTo("/");
        return asked;
    }

    @Test
    void an_application_that_answers_is_deployed_once() {
        AgentOutput asked = asked();
        String good = stage.verdict(asked, Runs.good(Kind.SMOKE));
        AgentOutput done = stage.run(deploying, stage.input(asked, null, good));
        assertThat(done.next()).isEqualTo(Next.DONE);
        assertThat(stage.run(deploying, stage.input(asked, null, good))).isEqualTo(done);
        assertThat(stage.told("deployment.created")).hasSize(1);
        assertThat(stage.s3.objects.keySet()).anyMatch(key -> key.endsWith("repository.bundle"));
    }

    /** A target that has this to say, and hears of releases. */
    private record Scripted(Publication says, List<Release> heard) implements Target {
        @Override
        public String name() {
            return "github";
        }

        @Override
        public Publication publish(Release release) {
            heard.add(release);
            return says;
        }
    }

    @Test
    void a_real_deployment_is_told_with_its_address_and_its_commit() {
        String sha = "c".repeat(40);
        var done = new Publication.Done("https://github.com/o/n/pull/1", sha, "It is out");
        var real = new Scripted(done, new ArrayList<>());
        AgentOutput asked = asked();

        stage.run(
                new Deploying(real),
                stage.input(asked, null, stage.verdict(asked, Runs.good(Kind.SMOKE))));

        assertThat(real.heard())
                .singleElement()
                .satisfies(
                        release -> {
                            assertThat(release.title()).isEqualTo("A todo app");
                            assertThat(release.description())
                                    .contains("the app", "C1: a todo is listed", "1 passed")
                                    .contains("offline generator");
                        });
        assertThat(stage.told("deployment.created")).containsExactly("It is out");
        assertThat(
                        stage.events().stream()
                                .filter(event -> event.type().equals("deployment.created"))
                                .map(event -> Json.write(event.data())))
                .singleElement()
                .satisfies(
                        data ->
                                assertThat(Json.tree(data))
                                        .isEqualTo(
                                                Json.MAPPER
                                                        .createObjectNode()
                                                        .put("mock", false)
                                                        .put("url", done.url())
                                                        .put("commit_sha", sha)));
    }

    /** A target that says one thing after the other. */
    private static Target slow(Publication... says) {
        var next = List.of(says).iterator();
        return new Target() {
            @Override
            public String name() {
                return "aws";
            }

            @Override
            public Publication publish(Release release) {
                return next.next();
            }
        };
    }

    private static final Publication PENDING = new Publication.Pending("It is being made");

    @Test
    void a_deployment_that_takes_its_time_is_looked_at_again_without_the_model() {
        var done =
                new Publication.Done("https://a.example/", "c".repeat(40), "It is out", "a note");
        var role = new Deploying(slow(PENDING, PENDING, done));
        AgentOutput asked = asked();
        int calls = stage.ledger().size();

        AgentOutput begun =
                stage.run(
                        role,
                        stage.input(asked, null, stage.verdict(asked, Runs.good(Kind.SMOKE))));
        AgentOutput waiting = stage.run(role, stage.input(begun, null, null));
        AgentOutput ended = stage.run(role, stage.input(waiting, null, null));

        assertThat(List.of(begun.next(), waiting.next(), ended.next()))
                .containsExactly(Next.WAIT, Next.WAIT, Next.DONE);
        assertThat(stage.ledger()).hasSize(calls);
        assertThat(stage.told("log")).filteredOn("It is being made"::equals).hasSize(1);
        assertThat(stage.told("deployment.created")).containsExactly("It is out");
        assertThat(stage.run(role, stage.input(waiting, null, null)))
                .as("what was stored is answered again")
                .isEqualTo(ended);
    }

    @Test
    void a_deployment_that_failed_later_is_tried_again_after_a_redrive() {
        var done = new Publication.Done("https://a.example/", "c".repeat(40), "It is out");
        var role =
                new Deploying(slow(PENDING, new Publication.Refused("rolled back"), PENDING, done));
        AgentOutput asked = asked();
        AgentOutput begun =
                stage.run(
                        role,
                        stage.input(asked, null, stage.verdict(asked, Runs.good(Kind.SMOKE))));
        var again = stage.input(begun, null, null);
        assertThatThrownBy(() -> stage.run(role, again)).isInstanceOf(AgentFailed.class);
        assertThat(stage.task().failure().message()).isEqualTo("rolled back");

        stage.change(item -> item.putNull("failure").put("redrives", 1));
        AgentOutput waiting = stage.run(role, again);

        assertThat(waiting.next()).isEqualTo(Next.WAIT);
        assertThat(stage.run(role, stage.input(waiting, null, null)).next()).isEqualTo(Next.DONE);
    }

    @Test
    void a_deployment_that_does_not_end_is_not_waited_for_without_end() {
        AgentOutput asked = asked();
        var since = stage.task().origin().createdAt();
        stage.made(
                "rollout",
                new Rollout(
                        "c".repeat(40),
                        "bundle",
                        new DeploymentReport.Smoke("/", true, 5, "none"),
                        since,
                        0));

        assertThatThrownBy(
                        () ->
                                stage.run(
                                        new Deploying(slow(PENDING)),
                                        stage.input(asked, null, null)))
                .isInstanceOf(AgentFailed.class);
        assertThat(stage.task().failure().message())
                .contains("It is being made", "40 minutes", "Redrive");
    }

    @Test
    void what_a_target_refuses_fails_the_task_with_its_reason() {
        AgentOutput asked = asked();
        var input = stage.input(asked, null, stage.verdict(asked, Runs.good(Kind.SMOKE)));
        var refusing = new Scripted(new Publication.Refused("no repository"), new ArrayList<>());

        assertThatThrownBy(() -> stage.run(new Deploying(refusing), input))
                .isInstanceOf(AgentFailed.class);

        assertThat(stage.task().failure().code()).isEqualTo(Code.DEPLOYMENT_FAILED);
        assertThat(stage.task().failure().message()).isEqualTo("no repository");
        assertThat(stage.told("deployment.created")).isEmpty();
    }

    @Test
    void an_application_that_does_not_answer_is_not_deployed() {
        AgentOutput asked = asked();
        var real = new Scripted(new Publication.Refused("never asked"), new ArrayList<>());

        stage.run(
                new Deploying(real),
                stage.input(asked, null, stage.verdict(asked, Runs.broken(Kind.SMOKE, ""))));

        assertThat(real.heard()).isEmpty();
    }

    @Test
    void a_models_words_cannot_leave_their_fence() {
        String text =
                Description.of(
                        new Plan("goal", List.of(), List.of(), List.of(), List.of()),
                        new Deployed("```\n@everyone fixes #1", new Deployed.Smoke("/a`|b")),
                        new Report(1, 0, "none", 5, List.of(), List.of()),
                        "task",
                        "live");

        assertThat(text).startsWith("````text\n```\n@everyone fixes #1\n````\n");
        assertThat(text).contains("| smoke test | `/a\\|b` answered |", "| mode | live |");
    }

    @Test
    void one_that_does_not_answer_three_times_is_a_failed_deployment() {
        AgentOutput asked = asked();
        for (int i = 0; i < 2; i++) {
            String bad = stage.verdict(asked, Runs.broken(Kind.SMOKE, ""));
            asked = stage.run(deploying, stage.input(asked, null, bad));
            assertThat(asked.next()).isEqualTo(Next.SANDBOX);
        }
        var last = stage.input(asked, null, stage.verdict(asked, Runs.broken(Kind.SMOKE, "")));
        assertThatThrownBy(() -> stage.run(deploying, last)).isInstanceOf(AgentFailed.class);
        assertThat(stage.task().failure().code()).isEqualTo(Code.DEPLOYMENT_FAILED);
    }

    @Test
    void an_api_path_is_named_once_whatever_follows_it() {
        assertThat(ApiPaths.in(List.of("GET /api/todos, PUT /api/todos/<id>", "/api/recipe-books")))
                .containsExactly("/api/recipe-books", "/api/todos");
    }
}
