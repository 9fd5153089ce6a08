package dev.catalyst.agents.coder;

import static dev.catalyst.agents.ScriptedModel.call;
import static dev.catalyst.agents.ScriptedModel.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.AgentOutput.Next;
import dev.catalyst.agents.Made;
import dev.catalyst.agents.RepairOrder;
import dev.catalyst.agents.Runs;
import dev.catalyst.agents.Stage;
import dev.catalyst.agents.tester.FrozenTests;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.store.Sha256;
import dev.catalyst.tasks.Agent;
import dev.catalyst.workspace.FileRef;
import dev.langchain4j.agent.tool.ToolExecutionRequest;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

@NullUnmarked // a test hands in nothing and looks into what is there
class CodingTest {

    private static final ToolExecutionRequest FINISH = call("finish", Map.of("summary", "done"));

    private final Stage stage = Made.planned();
    private final Coding coding = new Coding();

    private AgentOutput compiled(String component) {
        AgentOutput asked = stage.run(coding, stage.input(null, component, null));
        assertThat(asked.run().kind()).isEqualTo(Kind.COMPILE);
        String verdict = stage.verdict(asked, Runs.good(Kind.COMPILE));
        return stage.run(coding, stage.input(asked, component, verdict));
    }

    @Test
    void the_coder_is_completed_when_every_component_compiles() {
        stage.model.calls(write("store.java"), FINISH).calls(write("page.java"), FINISH);
        assertThat(compiled("store").next()).isEqualTo(Next.DONE);
        assertThat(stage.task().state(Agent.CODER)).isEqualTo(Agent.State.RUNNING);
        assertThat(compiled("page").next()).isEqualTo(Next.DONE);
        assertThat(stage.task().state(Agent.CODER)).isEqualTo(Agent.State.COMPLETED);
        assertThat(stage.told("agent.completed")).hasSize(1);
        assertThat(stage.task().work().workspace()).hasSize(2);
    }

    @Test
    void files_of_another_component_are_not_written() {
        stage.model.calls(write("page.java"), write("Extra.java"));
        stage.run(coding, stage.input(null, "store", null));
        assertThat(stage.told("file.written")).containsExactly("Wrote Extra.java");
    }

    @Test
    void what_does_not_compile_comes_back_to_the_model() {
        stage.model.calls(write("store.java"), FINISH).calls(write("store.java"));
        AgentOutput asked = stage.run(coding, stage.input(null, "store", null));
        String verdict = stage.verdict(asked, Runs.broken(Kind.COMPILE, "store.java"));
        assertThat(stage.run(coding, stage.input(asked, "store", verdict)).next())
                .isEqualTo(Next.TURN);
        assertThat(stage.model.heard()).contains("It does not compile", "store.java:3");
    }

    @Test
    void a_repair_knows_what_failed_and_may_write_all_but_the_frozen_tests() {
        var file = new FileRef(Sha256.hex(new byte[0]), 0);
        stage.made(FrozenTests.NAME, new FrozenTests(Map.of("StoreTest.java", file)));
        stage.made(RepairOrder.NAME, RepairOrder.none().ofTester(List.of("C1 is wrong")));
        stage.model.calls(write("StoreTest.java"), write("page.java"));
        stage.run(coding, stage.input(null, "repair-1", null));
        assertThat(stage.model.heard()).contains("C1 is wrong");
        assertThat(stage.told("file.written")).containsExactly("Wrote page.java");
    }

    @Test
    void nothing_is_compiled_before_something_is_written() {
        stage.model.calls(FINISH);
        assertThat(stage.run(coding, stage.input(null, "store", null)).next()).isEqualTo(Next.TURN);
    }
}
