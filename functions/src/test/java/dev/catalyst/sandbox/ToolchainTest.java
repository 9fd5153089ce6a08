package dev.catalyst.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catalyst.sandbox.inside.Inside;
import dev.catalyst.workspace.Language;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

class ToolchainTest {

    @Test
    void every_class_of_the_inside_is_brought_there() throws Exception {
        Path classes = Path.of(Inside.class.getResource("Inside.class").toURI()).getParent();
        assertThat(
                        Stream.of(Objects.requireNonNull(classes.toFile().listFiles()))
                                .map(File::getName)
                                .filter(name -> name.endsWith(".class"))
                                .filter(name -> !name.equals("package-info.class"))
                                .map(name -> name.replace(".class", "")))
                .containsExactlyInAnyOrderElementsOf(Toolchain.CLASSES);
    }

    @Test
    void a_missing_language_is_named_with_what_to_install() {
        var toolchain = new Toolchain(new Executables("/nowhere"), Optional.empty());
        assertThat(toolchain.missing(Language.JAVA)).isEmpty();
        assertThat(toolchain.missing(Language.PYTHON))
                .get()
                .asString()
                .contains("apt-get install python3");
        assertThat(toolchain.missing(Language.NODE)).get().asString().contains("Node.js 20");
    }
}
