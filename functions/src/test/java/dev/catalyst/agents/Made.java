package dev.catalyst.agents;

import dev.catalyst.agents.architect.Architecture;
import dev.catalyst.agents.planner.Plan;
import dev.catalyst.tasks.Work;
import dev.catalyst.workspace.Language;

import org.jspecify.annotations.NullUnmarked;

import java.util.List;

/** What earlier agents made, for tests of later ones. */
@NullUnmarked // a test hands in nothing and looks into what is there
public final class Made {

    private Made() {}

    /** A plan of one criterion and an architecture of two components. */
    public static Stage planned() {
        var stage = new Stage();
        stage.made(
                Plan.NAME,
                new Plan(
                        "A todo app",
                        List.of(),
                        List.of(new Plan.Requirement("R1", "keeps todos")),
                        List.of(new Plan.Criterion("C1", "R1", "a todo is listed")),
                        List.of()));
        stage.made(
                Architecture.NAME,
                new Architecture(
                        Language.JAVA,
                        List.of(component("store"), component("page")),
                        "mvn test",
                        "java App.java"));
        var waves = List.of(new Work.Wave(List.of("store", "page")));
        stage.store(stage.task().with(stage.task().work().withWaves(waves)));
        return stage;
    }

    private static Architecture.Component component(String id) {
        return new Architecture.Component(
                id, "the " + id, List.of(id + ".java"), "GET /api/todos", List.of());
    }
}
