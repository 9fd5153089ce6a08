package dev.catalyst.agents.architect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.agents.architect.Architecture.Component;
import dev.catalyst.workspace.Language;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

import java.util.List;

@NullUnmarked // a test hands in nothing and looks into what is there
class ArchitectureRulesTest {

    private static Component component(String id, List<String> files, String... dependsOn) {
        return new Component(id, "purpose", files, "contracts", List.of(dependsOn));
    }

    private static List<String> problems(Component... components) {
        return new Architecture(Language.JAVA, List.of(components), "test", "run").problems();
    }

    @Test
    void a_sound_one_has_no_problems() {
        assertThat(
                        problems(
                                component("store", List.of("Store.java")),
                                component("api", List.of("Api.java"), "store")))
                .isEmpty();
    }

    @Test
    void a_file_with_two_owners_is_named_with_both() {
        assertThat(
                        problems(
                                component("a", List.of("App.java")),
                                component("b", List.of("App.java"))))
                .containsExactly("the file App.java belongs to a and to b");
    }

    @Test
    void cycles_unknown_and_repeated_components_are_refused() {
        assertThat(
                        problems(
                                component("a", List.of("A.java"), "b"),
                                component("b", List.of("B.java"), "a")))
                .anyMatch(problem -> problem.contains("cycle"));
        assertThat(problems(component("a", List.of("A.java"), "c")))
                .containsExactly("a depends on the unknown component c");
        assertThat(problems(component("a", List.of("A.java")), component("a", List.of("B.java"))))
                .anyMatch(problem -> problem.contains("used twice"));
    }

    @Test
    void ids_are_short_and_leave_those_of_repairs_alone() {
        assertThat(problems(component("repair-1", List.of("A.java")))).isNotEmpty();
        assertThat(problems(component("no/slash", List.of("A.java")))).isNotEmpty();
        assertThat(problems(component("empty", List.of()))).isNotEmpty();
        assertThat(problems()).isNotEmpty();
    }
}
