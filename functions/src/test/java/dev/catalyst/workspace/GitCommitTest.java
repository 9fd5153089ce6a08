package dev.catalyst.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

class GitCommitTest {

    private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

    private final Map<String, String> files =
            new TreeMap<>(Map.of("b.txt", "two\n", "a/b/c.txt", "three\n", "a.txt", "one\n"));

    @Test
    void the_same_files_message_and_time_give_the_same_commit_and_bundle() {
        var one = new ByteArrayOutputStream();
        var other = new ByteArrayOutputStream();
        assertThat(GitCommit.of(entries(), "Build it", AT, one))
                .isEqualTo(GitCommit.of(entries(), "Build it", AT, other));
        assertThat(one.toByteArray()).isEqualTo(other.toByteArray());
    }

    @Test
    void another_file_message_or_time_gives_another_commit() {
        var commit = GitCommit.of(entries(), "Build it", AT, new ByteArrayOutputStream());
        assertThat(GitCommit.of(entries(), "Other", AT, new ByteArrayOutputStream()))
                .isNotEqualTo(commit);
        assertThat(
                        GitCommit.of(
                                entries(),
                                "Build it",
                                AT.plusSeconds(1),
                                new ByteArrayOutputStream()))
                .isNotEqualTo(commit);
        files.put("b.txt", "2");
        assertThat(GitCommit.of(entries(), "Build it", AT, new ByteArrayOutputStream()))
                .isNotEqualTo(commit);
    }

    @Test
    void git_clones_the_bundle(@TempDir Path folder) throws Exception {
        Path bundle = folder.resolve("app.bundle");
        GitCommit commit;
        try (var out = Files.newOutputStream(bundle)) {
            commit = GitCommit.of(entries(), "Build it", AT, out);
        }
        Path clone = folder.resolve("clone");
        try (var git =
                Git.cloneRepository()
                        .setURI(bundle.toUri().toString())
                        .setDirectory(clone.toFile())
                        .call()) {
            assertThat(git.getRepository().resolve("HEAD").name()).isEqualTo(commit.sha());
            assertThat(git.getRepository().getBranch()).isEqualTo("main");
            assertThat(git.status().call().isClean()).isTrue();
        }
        assertThat(clone.resolve("a/b/c.txt")).hasContent("three\n");
    }

    private Stream<Map.Entry<String, byte[]>> entries() {
        return files.entrySet().stream()
                .map(
                        file ->
                                Map.entry(
                                        file.getKey(),
                                        file.getValue().getBytes(StandardCharsets.UTF_8)));
    }
}
