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
import dev.catalyst.agents.tester.Report;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.tasks.Failure.Code;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

@NullUnmarked // a test hands in nothing and looks into what is there
class DeployingTest {

    private final Stage stage = Made.planned();
    private final Deploying deploying = new Deploying();

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
