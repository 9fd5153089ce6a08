package dev.catalyst.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.tasks.Work.Wave;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;

class WorkTest {

    private static final Work WHOLE =
            Work.NONE
                    .withArtifact("plan", "plan-key")
                    .withArtifact("architecture", "architecture-key")
                    .withArtifact("tests", "tests-key")
                    .withArtifact("review", "review-key")
                    .withWaves(List.of(new Wave(List.of("api", "page"))))
                    .startedFrom(Agent.PLANNER, List.of())
                    .startedFrom(Agent.ARCHITECT, List.of())
                    .startedFrom(Agent.CODER, List.of("architect"))
                    .startedFrom(Agent.TESTER, List.of("architect", "coder"))
                    .startedFrom(Agent.REVIEWER, List.of("architect", "coder", "tester"))
                    .withWorkspace("", "architect")
                    .withWorkspace("", "coder")
                    .withWorkspace("", "tester")
                    .finished("api")
                    .finished("page");

    @Test
    void a_turns_files_take_the_place_of_those_that_they_were_made_from() {
        var work =
                Work.NONE
                        .withWorkspace("", "base")
                        .withWorkspace("", "one")
                        .withWorkspace("", "two");

        assertThat(work.withWorkspace("one", "one-2").workspace())
                .containsExactly("base", "one-2", "two");
        assertThat(work.withWorkspace("one", "two").workspace())
                .containsExactly("base", "one", "two");
    }

    @Test
    void an_agent_started_from_what_it_found_first() {
        var work =
                Work.NONE
                        .startedFrom(Agent.TESTER, List.of("first"))
                        .startedFrom(Agent.TESTER, List.of("second"));

        assertThat(work.startedFrom()).containsEntry(Agent.TESTER, List.of("first"));
    }

    @ParameterizedTest
    @EnumSource(Agent.class)
    void a_fork_has_the_files_that_its_first_agent_found(Agent agent) {
        assertThat(WHOLE.before(agent).workspace())
                .isEqualTo(WHOLE.startedFrom().getOrDefault(agent, List.of()));
    }

    @ParameterizedTest
    @EnumSource(Agent.class)
    void a_fork_can_be_forked_at_its_own_start_and_no_later(Agent agent) {
        assertThat(WHOLE.before(agent).startedFrom().keySet())
                .allMatch(other -> other.compareTo(agent) <= 0);
        assertThat(WHOLE.before(agent).before(agent)).isEqualTo(WHOLE.before(agent));
    }

    @Test
    void a_fork_keeps_what_the_agents_before_it_made() {
        assertThat(WHOLE.before(Agent.PLANNER).artifacts()).isEmpty();
        assertThat(WHOLE.before(Agent.ARCHITECT).artifacts()).containsOnlyKeys("plan");
        assertThat(WHOLE.before(Agent.CODER).artifacts()).containsOnlyKeys("plan", "architecture");
        assertThat(WHOLE.before(Agent.REVIEWER).artifacts())
                .containsOnlyKeys("plan", "architecture", "tests");
        assertThat(WHOLE.before(Agent.ARCHITECT).waves()).isEmpty();
        assertThat(WHOLE.before(Agent.CODER).waves()).isEqualTo(WHOLE.waves());
    }

    @Test
    void a_fork_before_the_coder_has_no_component_done() {
        assertThat(WHOLE.before(Agent.CODER).finished()).isEmpty();
        assertThat(WHOLE.before(Agent.TESTER).finished()).containsExactly("api", "page");
    }
}
