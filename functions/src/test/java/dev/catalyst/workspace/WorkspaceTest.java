package dev.catalyst.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Random;

class WorkspaceTest {

    private final Workspace empty = Workspace.empty("acme");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/etc/passwd",
                "../x",
                "a/../../x",
                "a//b",
                "a/./b",
                "a/",
                "C:/x",
                "a\\b",
                "a\nb",
                "a\u0000b",
                ".git/config",
                "lib/.GIT/hooks/x",
                "GIT~1/config",
                "a/\ud800"
            })
    void a_path_that_could_leave_or_harm_the_folder_is_refused(String path) {
        assertThat(empty.write(path, "x")).isInstanceOf(Change.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "src/main/java/App.java", ".gitignore", "a b/ü.txt", "...x"})
    void an_ordinary_path_is_taken(String path) {
        assertThat(done(empty.write(path, "x")).files()).containsOnlyKeys(path);
    }

    @Test
    void a_name_longer_than_file_systems_bear_is_refused() {
        assertThat(empty.write("x".repeat(201), "")).isInstanceOf(Change.Refused.class);
    }

    @Test
    void a_file_over_one_megabyte_is_refused() {
        assertThat(empty.write("a", "x".repeat(1 << 20))).isInstanceOf(Change.Done.class);
        assertThat(empty.write("a", "x".repeat((1 << 20) + 1))).isInstanceOf(Change.Refused.class);
    }

    @Test
    void the_bound_on_all_bytes_counts_a_replaced_file_once() {
        Workspace full = empty;
        for (int file = 0; file < 50; file++) {
            full = done(full.write("f" + file, file % 10 + "x".repeat((1 << 20) - 1)));
        }
        assertThat(full.bytes()).isEqualTo(Workspace.MOST_BYTES);
        assertThat(full.write("more", "x")).isInstanceOf(Change.Refused.class);
        assertThat(full.write("f7", "y")).isInstanceOf(Change.Done.class);
    }

    @Test
    void a_file_too_many_is_refused_but_a_change_is_not() {
        Workspace full = empty;
        for (int file = 0; file < Workspace.MOST_FILES; file++) {
            full = done(full.write("f" + file, "x"));
        }
        assertThat(full.write("more", "x")).isInstanceOf(Change.Refused.class);
        assertThat(full.write("f0", "y")).isInstanceOf(Change.Done.class);
    }

    @Test
    void names_that_a_file_system_cannot_hold_together_are_refused() {
        Workspace one = done(empty.write("src/App.java", "x"));
        assertThat(one.write("src/app.java", "x")).isInstanceOf(Change.Refused.class);
        assertThat(one.write("src", "x")).isInstanceOf(Change.Refused.class);
        assertThat(one.write("src/App.java/x", "x")).isInstanceOf(Change.Refused.class);
    }

    @Test
    void a_merge_takes_from_the_later_only_what_it_changed() {
        Workspace base = done(done(empty.write("a", "1")).write("b", "1")).asBase();
        Workspace one = done(base.write("a", "2"));
        Workspace other = done(base.write("b", "2"));
        Workspace merged = base.merge(one).merge(other);
        assertThat(merged.files().get("a")).isEqualTo(one.files().get("a"));
        assertThat(merged.files().get("b")).isEqualTo(other.files().get("b"));
        assertThat(merged.changed()).containsExactly("a", "b");
    }

    @Test
    void parallel_workspaces_with_files_of_their_own_merge_in_any_order_to_the_same() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            Workspace base = grown(empty, random, "base").asBase();
            Workspace one = grown(base, random, "one");
            Workspace other = grown(base, random, "other");
            assertThat(base.merge(one).merge(other).files())
                    .as("seed %d", seed)
                    .isEqualTo(base.merge(other).merge(one).files());
        }
    }

    @Test
    void commands_of_the_last_that_has_some_are_kept() {
        Workspace described = empty.running(Language.NODE, "node --test", "node app.js");
        Workspace merged = described.asBase().merge(done(empty.write("a", "1")));
        assertThat(merged.runtime()).isEqualTo(Language.NODE);
        assertThat(merged.runCommand()).isEqualTo("node app.js");
    }

    private static Workspace grown(Workspace from, Random random, String folder) {
        Workspace grown = from;
        for (String name : List.of("a", "b", "c", "d")) {
            if (random.nextBoolean()) {
                grown = done(grown.write(folder + "/" + name, Long.toString(random.nextLong())));
            }
        }
        return grown;
    }

    static Workspace done(Change change) {
        return switch (change) {
            case Change.Done done -> done.workspace();
            case Change.Refused refused -> throw new AssertionError(refused.reason());
        };
    }
}
