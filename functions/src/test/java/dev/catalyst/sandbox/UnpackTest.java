package dev.catalyst.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catalyst.workspace.Workspace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

class UnpackTest {

    @TempDir Path parent;

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../../x", "/x", "", ".", "a/.."})
    void a_file_outside_of_the_folder_is_refused(String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("in"));
        assertThatThrownBy(() -> Unpack.into(folder, zip(1, name, 1)))
                .isInstanceOf(IOException.class);
        try (var left = Files.list(parent)) {
            assertThat(left).containsExactly(folder);
        }
    }

    @Test
    void files_are_unpacked_with_their_folders() throws IOException {
        Unpack.into(parent, zip(1, "a/b/c.txt", 3));
        assertThat(parent.resolve("a/b/c.txt")).hasSize(3);
    }

    @Test
    void a_zip_that_grows_beyond_the_bound_is_refused() {
        assertThatThrownBy(() -> Unpack.into(parent, zip(1, "bomb", 51 << 20)))
                .hasMessageContaining("bytes unpacked");
    }

    @Test
    void too_many_files_are_refused() {
        assertThatThrownBy(() -> Unpack.into(parent, zip(Workspace.MOST_FILES + 1, "f", 1)))
                .hasMessageContaining("more than " + Workspace.MOST_FILES + " files");
    }

    private static ByteArrayInputStream zip(int files, String name, int size) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (int file = 0; file < files; file++) {
                zip.putNextEntry(new ZipEntry(files == 1 ? name : name + file));
                zip.write(new byte[size]);
                zip.closeEntry();
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}
