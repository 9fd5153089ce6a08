package dev.catalyst.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

class RepoMapTest {

    private static TreeMap<String, byte[]> files(Map<String, String> texts) {
        var files = new TreeMap<String, byte[]>();
        texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return files;
    }

    @Test
    void paths_have_sizes_and_sources_their_declarations_at_the_top_level() {
        var map =
                RepoMap.of(
                        files(
                                Map.of(
                                        "README.md", "# App",
                                        "src/App.java",
                                                "import x;\npublic final class App {\n    class Inner {}\n}\nrecord Two() {}\n",
                                        "tool.py",
                                                "import os\ndef main(a):\n    def inner(): pass\nclass Tool:\n")),
                        RepoMap.LONGEST);

        assertThat(map)
                .isEqualTo(
                        """
                        README.md (5 bytes)
                        src/App.java (72 bytes)
                          public final class App {
                          record Two() {}
                        tool.py (57 bytes)
                          def main(a):
                          class Tool:
                        """);
    }

    @Test
    void what_matters_most_stays_when_not_all_fits() {
        var files = new TreeMap<String, byte[]>();
        for (int i = 0; i < 500; i++) {
            files.put("assets/a" + i + ".txt", new byte[10]);
        }
        files.putAll(files(Map.of("zz/pom.xml", "<p/>", "zz/App.java", "class App {}")));

        var map = RepoMap.of(files, 1_000);

        assertThat(map).hasSizeLessThanOrEqualTo(1_000);
        assertThat(map).contains("zz/pom.xml", "zz/App.java", "more files: list_files shows them)");
    }

    @Test
    void any_files_give_a_map_within_its_bound() {
        var random = new Random(3);
        for (int round = 0; round < 100; round++) {
            var files = new TreeMap<String, byte[]>();
            for (int i = random.nextInt(60); i > 0; i--) {
                byte[] content = new byte[random.nextInt(3_000)];
                random.nextBytes(content);
                files.put("d".repeat(random.nextInt(80)) + "/" + i + ".java", content);
            }
            int most = 100 + random.nextInt(4_000);

            assertThat(RepoMap.of(files, most)).hasSizeLessThanOrEqualTo(most);
        }
    }
}
