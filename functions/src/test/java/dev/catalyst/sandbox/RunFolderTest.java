package dev.catalyst.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class RunFolderTest {

    /** Above any that Linux gives to a process. */
    private static final long NOBODY = 4_194_305;

    @TempDir private Path parent;

    private Path leave(String name, int files) throws IOException {
        var folder = Files.createDirectories(parent.resolve(name).resolve("driver/etc"));
        for (int i = 0; i < files; i++) {
            Files.writeString(folder.resolve("file" + i), "left");
        }
        return parent.resolve(name);
    }

    @Test
    void runs_that_begin_together_clear_away_what_a_killed_process_left() throws Exception {
        for (int i = 0; i < 20; i++) {
            leave("catalyst-run-" + NOBODY + "-" + i, 50);
        }
        Callable<RunFolder> begin = () -> RunFolder.create(parent);
        var begun = new ArrayList<RunFolder>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (Future<RunFolder> one :
                    threads.invokeAll(List.of(begin, begin, begin, begin, begin, begin, begin))) {
                begun.add(one.get());
            }
        }
        try (var left = Files.list(parent)) {
            assertThat(left).containsExactlyInAnyOrderElementsOf(roots(begun));
        }
    }

    @Test
    void what_still_runs_in_a_killed_process_s_folder_is_ended() throws Exception {
        var tmp = leave("catalyst-run-" + NOBODY + "-1", 1).resolve("tmp");
        var named = new ProcessBuilder("/bin/sh", "-c", "read line", tmp.toString());
        named.environment().clear();
        var inside = new ProcessBuilder("/bin/sh", "-c", "read line");
        inside.environment().put("TMPDIR", tmp.toString());
        var stranger =
                new ProcessBuilder("/bin/sh", "-c", "read line", tmp.resolve("x").toString());
        var other = stranger.start();
        var left = List.of(named.start(), inside.start());

        RunFolder.create(parent).close();

        for (Process process : left) {
            assertThat(process.waitFor()).isEqualTo(128 + 9);
        }
        assertThat(other.isAlive()).isTrue();
        other.destroyForcibly();
    }

    @Test
    void what_a_living_process_or_another_program_made_is_left_alone() throws IOException {
        var living = leave("catalyst-run-" + ProcessHandle.current().pid() + "-1", 1);
        var other = leave("catalyst-run-of-somebody-else", 1);

        RunFolder.create(parent).close();

        assertThat(living).exists();
        assertThat(other).exists();
    }

    @Test
    void nothing_is_left_of_a_closed_folder_even_without_permissions_inside() throws IOException {
        var folder = RunFolder.create(parent);
        var inside = Files.createDirectory(folder.work().resolve("locked"));
        Files.writeString(inside.resolve("file"), "x");
        assertThat(inside.toFile().setWritable(false)).isTrue();

        folder.close();

        assertThat(parent).isEmptyDirectory();
    }

    private static List<Path> roots(List<RunFolder> folders) {
        return folders.stream().map(RunFolder::root).toList();
    }
}
