package dev.catalyst.agents.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.agents.planner.Plan.Criterion;
import dev.catalyst.agents.planner.Plan.Requirement;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.List;

@NullUnmarked // a test hands in nothing and looks into what is there
class PlanTest {

    private static final Requirement R1 = new Requirement("R1", "keeps todos");
    private static final Requirement R2 = new Requirement("R2", "shows todos");
    private static final Criterion C1 = new Criterion("C1", "R1", "a todo is there after restart");

    private static List<String> problems(List<Requirement> requirements, List<Criterion> criteria) {
        return new Plan("A todo app", List.of(), requirements, criteria, List.of()).problems();
    }

    @Test
    void every_requirement_needs_a_criterion() {
        assertThat(problems(List.of(R1), List.of(C1))).isEmpty();
        assertThat(problems(List.of(R1, R2), List.of(C1)))
                .containsExactly("requirement R2 has no criterion");
    }

    @Test
    void a_criterion_belongs_to_a_requirement_and_no_id_is_used_twice() {
        assertThat(problems(List.of(R1), List.of(C1, new Criterion("C2", "R9", "x"))))
                .containsExactly("criterion C2 is for the unknown requirement R9");
        assertThat(problems(List.of(R1, R1), List.of(C1, C1))).hasSize(2);
        assertThat(problems(List.of(), List.of())).isNotEmpty();
    }
}
