package dev.catalyst.local.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ApplicationTest {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        "Build a todo app,todo-app",
        "'Please create me the Recipe Book, with: title & minutes!',recipe-book-with-title-minutes",
        "'Café über',cafe-uber",
        "日本語,app",
        "'',app",
        "../../etc/passwd,etc-passwd",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "an expense tracker with description and amount and date,expense-tracker-with-description-and"
    })
    void a_prompt_gives_a_folders_name(String prompt, String name) {
        assertThat(Application.slug(prompt)).isEqualTo(name);
    }

    @Test
    void an_archive_becomes_a_folder_that_others_may_read() throws IOException {
        var placed =
                Application.place(
                        zip(Map.of("a/b/c.txt", "text", "d.txt", "")),
                        folder.resolve("apps"),
                        "app");

        assertThat(placed.resolve("a/b/c.txt")).hasContent("text");
        assertThat(Files.getPosixFilePermissions(placed).toString()).contains("OTHERS_READ");
    }

    @Test
    void an_archive_that_is_none_leaves_nothing_behind() throws IOException {
        var broken = Files.writeString(folder.resolve("broken.zip"), "no zip");

        assertThatThrownBy(() -> Application.place(broken, folder.resolve("apps"), "app"))
                .isInstanceOf(IOException.class);
        assertThat(folder.resolve("apps")).isEmptyDirectory();
    }

    @Test
    void a_folder_that_is_in_use_is_not_touched() throws IOException {
        var used = Files.createDirectories(folder.resolve("used"));
        Files.writeString(used.resolve("mine.txt"), "mine");

        assertThatThrownBy(() -> Application.unpack(zip(Map.of("a.txt", "a")), used))
                .isInstanceOf(IOException.class);
        assertThat(used.resolve("mine.txt")).hasContent("mine");
        assertThat(used.resolve("a.txt")).doesNotExist();
    }

    private Path zip(Map<String, String> files) throws IOException {
        return Files.write(folder.resolve("archive.zip"), FakeApi.zip(files));
    }
}
