package dev.catalyst.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.eclipse.jgit.lib.FileMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Repositories over real HTTP, and servers and repositories that mean harm. */
class RepositoriesTest {

    private static final String TOKEN = "github_pat_0123456789";

    private final Map<String, String> settings =
            new HashMap<>(Map.of("CONNECTOR_ALLOWED_HOSTS", "127.0.0.1"));
    private GitServer server;

    @BeforeEach
    void serve() throws IOException {
        server = new GitServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Repositories repositories(Repositories.Limits limits) {
        return new Repositories(name -> Optional.ofNullable(settings.get(name)), limits);
    }

    private Repositories.Head head() {
        return repositories(Repositories.Limits.USUAL).head(server.url());
    }

    private void fails(String... because) {
        assertThatThrownBy(this::head)
                .isInstanceOf(RepositoryUnavailable.class)
                .hasMessageContaining(server.url().toString())
                .hasMessageContainingAll(because);
    }

    @Test
    void the_files_at_the_head_are_read_byte_for_byte() throws IOException {
        server.commit(Map.of("old.txt", "gone"));
        byte[] image = new byte[10_000];
        new Random(1).nextBytes(image);
        String commit =
                server.commit(
                        Map.of(
                                "a/logo.png",
                                image,
                                "run.sh",
                                "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)),
                        Map.of("run.sh", FileMode.EXECUTABLE_FILE));

        var head = head();

        assertThat(head.commit()).isEqualTo(commit);
        assertThat(head.files().keySet()).containsExactly("a/logo.png", "run.sh");
        assertThat(head.files().get("a/logo.png")).isEqualTo(image);
        assertThat(head.skipped()).isEmpty();
    }

    @Test
    void links_submodules_and_large_files_stay_out() throws IOException {
        byte[] target = "/etc/passwd".getBytes(StandardCharsets.UTF_8);
        server.commit(
                Map.of("link", target, "lib", new byte[0], "big", new byte[2_000], "ok", target),
                Map.of("link", FileMode.SYMLINK, "lib", FileMode.GITLINK));

        var head =
                repositories(new Repositories.Limits(1 << 20, Duration.ofSeconds(60), 1_000))
                        .head(server.url());

        assertThat(head.files().keySet()).containsExactly("ok");
        assertThat(head.skipped()).containsExactly("big", "lib", "link");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", ".git", ".GIT", "a/../../b", "git~1"})
    void a_name_that_leads_elsewhere_stays_out(String name) throws IOException {
        server.commitNamed(name);

        assertThat(head().files()).isEmpty();
        assertThat(head().skipped()).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({
        "401, GITHUB_TOKEN",
        "403, GITHUB_TOKEN",
        "404, there is no such repository",
        "500, it answers 500",
        "429, it answers 429"
    })
    void an_answer_that_is_no_repository_says_what_to_do(int status, String advice) {
        server.answers(status);

        fails(advice);
    }

    @Test
    void a_page_for_people_a_cut_answer_and_an_empty_repository_are_told() throws IOException {
        fails("no commit yet");
        server.commit(Map.of("a", "b"));
        server.does(GitServer.Fault.HTML);
        fails("git repository");
        server.does(GitServer.Fault.CUT);
        fails("could not be read");
    }

    @Test
    void a_server_that_drips_is_left_when_the_time_is_over() throws IOException {
        server.commit(Map.of("a", "b"));
        server.does(GitServer.Fault.SLOW);

        assertThatThrownBy(
                        () ->
                                repositories(
                                                new Repositories.Limits(
                                                        1 << 20, Duration.ofSeconds(1), 1_000))
                                        .head(server.url()))
                .isInstanceOf(RepositoryUnavailable.class)
                .hasMessageContaining("within 1 seconds");
    }

    @Test
    void what_is_too_large_on_the_wire_or_in_the_tree_is_refused() throws IOException {
        byte[] noise = new byte[200_000];
        new Random(2).nextBytes(noise);
        server.commit(Map.of("a", noise), Map.of());

        assertThatThrownBy(
                        () ->
                                repositories(
                                                new Repositories.Limits(
                                                        50_000, Duration.ofSeconds(60), 1 << 20))
                                        .head(server.url()))
                .hasMessageContaining("too large");
        // a few bytes on the wire, and much more in memory
        server.commit(Map.of("bomb", new byte[3_000_000]), Map.of());
        assertThatThrownBy(
                        () ->
                                repositories(
                                                new Repositories.Limits(
                                                        1 << 20, Duration.ofSeconds(60), 100_000))
                                        .head(server.url()))
                .hasMessageContaining("too large");
    }

    @Test
    void too_many_files_are_refused() throws IOException {
        var files = new HashMap<String, String>();
        for (int i = 0; i <= Workspace.MOST_FILES; i++) {
            files.put("f" + i, "x");
        }
        server.commit(files);

        fails("too large", "2000 files");
    }

    @Test
    void the_token_goes_to_its_own_host_and_not_along_with_a_redirect() throws IOException {
        settings.put("GITHUB_URL", server.base());
        settings.put("GITHUB_TOKEN", TOKEN);
        server.commit(Map.of("a", "b"));
        head();
        assertThat(server.authorizations())
                .isNotEmpty()
                .allMatch(sent -> sent.startsWith("Basic "));

        try (var other = new GitServer()) {
            other.commit(Map.of("a", "of the other"));
            server.redirectsTo(other.base());

            assertThat(head().files().get("a")).asString().isEqualTo("of the other");
            assertThat(other.authorizations()).isNotEmpty().containsOnly("");
        }
    }

    @Test
    void an_inner_host_is_not_called_neither_at_first_nor_by_redirect() throws IOException {
        server.commit(Map.of("a", "b"));
        try (var inner = new GitServer()) {
            inner.commit(Map.of("a", "secret"));
            settings.put("CONNECTOR_ALLOWED_HOSTS", "127.0.0.1:" + server.url().getPort());
            server.redirectsTo(inner.base());
            fails("127.0.0.1 is not called");
            server.redirectsTo("https://169.254.169.254");
            fails("169.254.169.254", "CONNECTOR_ALLOWED_HOSTS");
            assertThat(inner.authorizations()).isEmpty();
        }
        assertThatThrownBy(
                        () ->
                                repositories(Repositories.Limits.USUAL)
                                        .head(URI.create("https://[::1]/a.git")))
                .hasMessageContaining("inner network");
    }
}
