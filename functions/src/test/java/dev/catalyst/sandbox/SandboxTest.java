package dev.catalyst.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.Optional;

class SandboxTest {

    private static final Executables NOTHING = new Executables("/nowhere");

    @Test
    void without_any_wall_on_the_class_path_the_function_is_the_wall() {
        assertThat(new Sandbox(Optional.empty(), false, NOTHING).isolation(false).name())
                .isEqualTo("lambda");
    }

    @Test
    void a_wall_that_works_is_used_for_trusted_code_too() {
        var sandbox = new Sandbox(Optional.of(new Wall(Optional.empty())), true, NOTHING);
        assertThat(sandbox.isolation(true).name()).isEqualTo("wall");
    }

    @Test
    void behind_a_broken_wall_only_trusted_code_runs_and_is_marked() {
        var sandbox =
                new Sandbox(Optional.of(new Wall(Optional.of("Install it."))), false, NOTHING);
        assertThat(sandbox.isolation(true).name()).isEqualTo("none");
        assertThatThrownBy(() -> sandbox.isolation(false))
                .isInstanceOf(SandboxUnavailable.class)
                .hasMessageContaining("Install it.")
                .hasMessageContaining("SANDBOX_ALLOW_UNISOLATED=true");
    }

    @Test
    void behind_a_broken_wall_other_code_runs_only_if_the_user_said_so() {
        var sandbox = new Sandbox(Optional.of(new Wall(Optional.of("Install it."))), true, NOTHING);
        assertThat(sandbox.isolation(false).name()).isEqualTo("none");
    }

    private record Wall(Optional<String> broken) implements Isolation {

        @Override
        public String name() {
            return "wall";
        }

        @Override
        public Optional<String> unavailable() {
            return broken;
        }

        @Override
        public Ended run(Confined run) {
            throw new UnsupportedOperationException("nothing is run here");
        }
    }
}
