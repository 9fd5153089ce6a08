package dev.catalyst.llm.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the offline model writes compiles, passes its own tests, and serves, on a JDK alone. */
class GeneratedApplicationIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern READY = Pattern.compile("http://localhost:(\\d+)/ is ready.*");

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Build a todo app",
                "Build a recipe book with title, ingredients, minutes and rating",
                "Build an expense tracker with description, amount, date, is reimbursed and category (food, travel, rent)",
                "Build an app for books and authors",
                "Build an inventory of items with items, duplicates, quantity and price",
                "Build a class register with class, default, name, reset, elements and __proto__",
                "Build a string list with string, object, 日本 and größe (<b>, a\"b, it's \\u0041, ${x} {{y}} %s)",
                "Build a hotel list with rating (1-5), stars (1, 2, 3), is open and last visit date",
                "Build an app for 本 with 名前, Überschrift and 2fa enabled",
                "Build a mice list with done. Build a bus schedule with year, and people with 'first name'"
            })
    void it_passes_its_own_tests_and_serves_and_keeps_its_data_over_a_kill(String prompt)
            throws Exception {
        new Agents().write(prompt).files.forEach(this::put);

        passesItsOwnTests();

        List<String> paths;
        List<String> kept = new ArrayList<>();
        try (var app = new Started(folder)) {
            paths = app.apiPaths();
            assertThat(paths).isNotEmpty();
            for (String path : paths) {
                kept.add(app.serves(path));
            }
            app.kill();
        }
        try (var app = new Started(folder)) {
            for (int i = 0; i < kept.size(); i++) {
                assertThat(app.send("GET", paths.get(i), null).body()).isEqualTo(kept.get(i));
            }
        }
    }

    private void put(String path, String content) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** As a stranger would: with javac and JUnit, nothing of this process. */
    private void passesItsOwnTests() throws Exception {
        String junit =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(
                                entry ->
                                        entry.contains("junit-")
                                                || entry.contains("opentest4j")
                                                || entry.contains("apiguardian"))
                        .reduce((one, other) -> one + File.pathSeparator + other)
                        .orElseThrow();
        var sources = new ArrayList<String>();
        try (var files = Files.walk(folder)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(sources::add);
        }
        var compile =
                new ArrayList<>(
                        List.of(
                                tool("javac"),
                                "-J-XX:TieredStopAtLevel=1",
                                "--release",
                                "17",
                                "-encoding",
                                "UTF-8",
                                "-Xlint:all",
                                "-Werror",
                                "-d",
                                "all",
                                "-cp",
                                junit));
        compile.addAll(sources);
        assertThat(output(compile)).isEmpty();
        String report =
                output(
                        List.of(
                                tool("java"),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                "all" + File.pathSeparator + junit,
                                "org.junit.platform.console.ConsoleLauncher",
                                "execute",
                                "--scan-classpath=all",
                                "--disable-banner",
                                "--details=summary"));
        assertThat(report).contains("0 tests failed").doesNotContain(" 0 tests successful");
    }

    private String output(List<String> command) throws Exception {
        var process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /** The application as its run command starts it, with the `java` that PATH has. */
    private static final class Started implements AutoCloseable {

        private final Process process;
        private final Path folder;
        private final int port;

        Started(Path folder) throws IOException {
            this.folder = folder;
            var builder = new ProcessBuilder("sh", "-c", Design.RUN).directory(folder.toFile());
            builder.environment().putAll(Map.of("PORT", "0", "LC_ALL", "C"));
            process = builder.redirectErrorStream(true).start();
            port = port(process.inputReader(StandardCharsets.UTF_8));
        }

        private static int port(BufferedReader output) throws IOException {
            var said = new StringBuilder();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                var ready = READY.matcher(line);
                if (ready.matches()) {
                    return Integer.parseInt(ready.group(1));
                }
                said.append(line).append('\n');
            }
            throw new AssertionError("the application ended: " + said);
        }

        HttpResponse<String> send(String method, String path, String body) throws Exception {
            URI uri = URI.create(URI.create("http://127.0.0.1:" + port + path).toASCIIString());
            var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
            return CLIENT.send(
                    HttpRequest.newBuilder(uri).method(method, publisher).build(),
                    BodyHandlers.ofString());
        }

        List<String> apiPaths() throws Exception {
            HttpResponse<String> page = send("GET", "/", null);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
            assertThat(page.body()).contains("mode: simulated");
            return Pattern.compile("data-path=\"([^\"]+)\"")
                    .matcher(page.body())
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }

        /** Creates, reads, replaces, deletes and refuses; gives the list as it is then. */
        String serves(String path) throws Exception {
            ObjectNode body = sample(path);
            JsonNode made = Json.tree(send("POST", path, body.toString()).body());
            String one = path + "/" + made.path("id").asText();
            assertThat(((ObjectNode) made.deepCopy()).without("id").toString())
                    .isEqualTo(body.toString());
            assertThat(send("PUT", one, body.toString()).statusCode()).isEqualTo(200);
            String before = send("GET", path, null).body();
            for (String broken : List.of("{", "[]", "[".repeat(20_000))) {
                assertThat(send("POST", path, broken).statusCode()).isEqualTo(400);
                assertThat(send("PUT", one, broken).statusCode()).isEqualTo(400);
            }
            for (String field : (Iterable<String>) body::fieldNames) {
                refuses(path, ((ObjectNode) body.deepCopy()).without(field), field);
                refuses(path, body.deepCopy().putNull(field), field);
                refuses(path, body.deepCopy().set(field, Json.tree("[[]]")), field);
            }
            refuses(path, body.deepCopy().put("surprise", 1), "surprise");
            assertThat(send("GET", path, null).body()).isEqualTo(before);
            String second =
                    path
                            + "/"
                            + Json.tree(send("POST", path, body.toString()).body())
                                    .path("id")
                                    .asText();
            assertThat(send("DELETE", second, null).statusCode()).isEqualTo(204);
            assertThat(send("GET", second, null).statusCode()).isEqualTo(404);
            assertThat(send("GET", path + "/no-such-id", null).statusCode()).isEqualTo(404);
            return before;
        }

        private void refuses(String path, JsonNode body, String field) throws Exception {
            HttpResponse<String> answer = send("POST", path, body.toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(Json.tree(answer.body()).path("errors"))
                    .anyMatch(error -> error.path("field").asText().equals(field));
        }

        /** A valid body, made by doing what the refusals say. */
        private ObjectNode sample(String path) throws Exception {
            ObjectNode body = Json.MAPPER.createObjectNode();
            for (int attempt = 0; attempt < 3; attempt++) {
                HttpResponse<String> answer = send("POST", path, body.toString());
                if (answer.statusCode() == 201) {
                    send("DELETE", path + "/" + Json.tree(answer.body()).path("id").asText(), null);
                    return body;
                }
                for (JsonNode error : Json.tree(answer.body()).path("errors")) {
                    body.set(error.path("field").asText(), value(error.path("message").asText()));
                }
            }
            throw new AssertionError("no valid body of " + path + ": " + body);
        }

        private static JsonNode value(String message) {
            var words = Json.MAPPER.getNodeFactory();
            if (message.startsWith("must be one of ")) {
                String first = message.substring("must be one of ".length()).split(", ")[0];
                return first.matches("\\d+")
                        ? words.numberNode(Long.parseLong(first))
                        : words.textNode(first);
            }
            return switch (message.split(" such as | to ")[0]) {
                case "must be a date" -> words.textNode("2026-01-31");
                case "must be a whole number", "must be a number", "must be from 1" ->
                        words.numberNode(1);
                case "must be true or false" -> words.booleanNode(true);
                default -> words.textNode("<script>alert('x')</script>");
            };
        }

        void kill() throws InterruptedException {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            assertThat(folder.resolve("data").resolve("journal.jsonl")).exists();
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
