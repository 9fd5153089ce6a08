package dev.catalyst.agents.deployer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.agents.deployer.inside.Adapter;
import dev.catalyst.lambda.Json;
import dev.catalyst.workspace.Language;
import dev.catalyst.workspace.Workspace;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;

/**
 * The zip of a function, unpacked and called as Lambda's runtimes call it: the adapter of each
 * language in front of a real application.
 */
@NullUnmarked // a test looks into what is there
class AdaptersIT {

    /** Answers with what it was asked, remembers in a file, and ends when told to. */
    private static final String APP =
            """
            import com.sun.net.httpserver.HttpServer;
            import java.net.*;
            import java.nio.charset.StandardCharsets;
            import java.nio.file.*;
            import java.util.*;

            class App {
                static int number(Path file) throws Exception {
                    int next = Files.exists(file) ? Integer.parseInt(Files.readString(file)) + 1 : 1;
                    Files.writeString(file, Integer.toString(next));
                    return next;
                }

                public static void main(String[] args) throws Exception {
                    int port = Integer.parseInt(System.getenv("PORT"));
                    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
                    server.createContext("/", exchange -> {
                        try {
                            byte[] body = exchange.getRequestBody().readAllBytes();
                            var headers = exchange.getResponseHeaders();
                            if (exchange.getRequestURI().getPath().equals("/end")) {
                                Runtime.getRuntime().halt(3);
                            }
                            if (exchange.getRequestURI().getPath().equals("/bytes")) {
                                exchange.sendResponseHeaders(200, 0);
                                exchange.getResponseBody().write(new byte[] {0, (byte) 0xff, 10, (byte) 0xfe});
                                exchange.close();
                                return;
                            }
                            var seen = new StringBuilder();
                            seen.append(exchange.getRequestMethod()).append('\\n');
                            seen.append(exchange.getRequestURI()).append('\\n');
                            for (var name : List.of("Host", "X-One", "Cookie")) {
                                seen.append(exchange.getRequestHeaders().getFirst(name)).append('\\n');
                            }
                            seen.append(HexFormat.of().formatHex(body)).append('\\n');
                            seen.append(number(Path.of("count"))).append('\\n');
                            seen.append(System.getenv("AWS_SECRET_ACCESS_KEY"));
                            headers.add("Set-Cookie", "a=1");
                            headers.add("Set-Cookie", "b=2; Path=/");
                            headers.add("X-Many", "one");
                            headers.add("X-Many", "two");
                            headers.add("Location", "/elsewhere");
                            byte[] answer = seen.toString().getBytes(StandardCharsets.UTF_8);
                            exchange.sendResponseHeaders(303, answer.length);
                            exchange.getResponseBody().write(answer);
                            exchange.close();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    });
                    server.start();
                }
            }
            """;

    private static final String PYTHON =
            """
            import json, os, sys
            out = os.fdopen(os.dup(1), "w", encoding="utf-8")
            os.dup2(2, 1)
            sys.path.insert(0, sys.argv[1])
            import adapter
            for line in sys.stdin:
                try:
                    answer = adapter.handler(json.loads(line), None)
                except Exception as failure:
                    answer = {"errorMessage": str(failure)}
                print(json.dumps(answer), file=out, flush=True)
            adapter.app and adapter.app.kill()
            """;

    private static final String NODE =
            """
            import readline from "node:readline";
            const { handler } = await import(process.argv[2] + "/adapter.mjs");
            for await (const line of readline.createInterface({ input: process.stdin })) {
              let answer;
              try {
                answer = await handler(JSON.parse(line));
              } catch (failure) {
                answer = { errorMessage: failure.message };
              }
              process.stdout.write(JSON.stringify(answer) + "\\n");
            }
            process.exit(0);
            """;

    /** Calls the handler with an event, through the JSON that Lambda has. */
    private interface Function {
        JsonNode call(JsonNode event) throws Exception;
    }

    @TempDir private Path folder;
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (var process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        // the Java adapter's application is a child of this very process
        ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains("App.java"))
                .forEach(
                        child -> {
                            child.descendants().forEach(ProcessHandle::destroyForcibly);
                            child.destroyForcibly();
                        });
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void a_request_reaches_the_application_as_it_was_made(Language language) throws Exception {
        var function = deployed(language, java() + " App.java");

        var answer =
                function.call(
                        event("PUT", "/api/caf\u00e9 s/%41%2F", "q=a b&r=%26")
                                .put("body", "\u20ac")
                                .put("isBase64Encoded", false));

        assertThat(lines(answer))
                .startsWith(
                        "PUT",
                        "/api/caf%C3%A9%20s/%41%2F?q=a%20b&r=%26",
                        "shop.example.com",
                        "1, 2",
                        "a=1; b=2",
                        "e282ac");
        assertThat(lines(answer).getLast()).as("credentials of the function").isEqualTo("null");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void an_answer_comes_back_as_it_is(Language language) throws Exception {
        var function = deployed(language, java() + " App.java");
        var post =
                event("POST", "/", "")
                        .put("body", Base64.getEncoder().encodeToString(new byte[] {0, -1, 13}))
                        .put("isBase64Encoded", true);

        var answer = function.call(post);

        assertThat(lines(answer)).contains("00ff0d");
        assertThat(answer.path("statusCode").asInt()).as("nobody is followed").isEqualTo(303);
        assertThat(answer.at("/headers/location").asText()).isEqualTo("/elsewhere");
        assertThat(answer.at("/headers/x-many").asText().replace(" ", "")).isEqualTo("one,two");
        assertThat(answer.path("headers").has("set-cookie")).isFalse();
        assertThat(answer.path("headers").has("transfer-encoding")).isFalse();
        assertThat(answer.path("cookies").valueStream().map(JsonNode::asText))
                .containsExactlyInAnyOrder("a=1", "b=2; Path=/");
        assertThat(body(function.call(event("GET", "/bytes", ""))))
                .containsExactly(0, 0xff, 10, 0xfe);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void an_application_that_ended_is_started_again_with_its_files(Language language)
            throws Exception {
        var function = deployed(language, java() + " App.java");
        assertThat(lines(function.call(event("GET", "/", "")))).contains("1");
        assertThat(function.call(event("GET", "/end", "")).has("errorMessage")).isTrue();

        assertThat(lines(function.call(event("GET", "/", "")))).contains("2");
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void an_application_that_does_not_start_is_told(Language language) throws Exception {
        var function = deployed(language, "exit 7");

        assertThat(function.call(event("GET", "/", "")).path("errorMessage").asText())
                .contains("ended by itself with exit code 7");
    }

    /** The zip of a function, where Lambda would have it. */
    private Function deployed(Language language, String command) throws Exception {
        var workspace = Workspace.empty("tenant").running(language, "true", command);
        var app = Map.entry("App.java", APP.getBytes(StandardCharsets.UTF_8));
        var zip = new ByteArrayOutputStream();
        FunctionZip.of(workspace).orElseThrow().write(Stream.of(app), zip);
        unpack(zip.toByteArray());
        return switch (language) {
            case JAVA -> new InProcess(new Adapter(folder))::call;
            case PYTHON -> {
                assumeTrue(onPath("python3"), "python3 is on PATH");
                yield started("python3", "-c", PYTHON, folder.toString());
            }
            case NODE -> {
                assumeTrue(onPath("node"), "node is on PATH");
                var script = Files.writeString(folder.resolve("harness.mjs"), NODE);
                yield started("node", script.toString(), folder.toString());
            }
        };
    }

    /** Lambda's own reader and writer of JSON around the method that the zip names. */
    private record InProcess(Adapter adapter) {
        JsonNode call(JsonNode event) throws Exception {
            var method = Adapter.class.getMethod("handle", Map.class);
            var factory = JacksonFactory.getInstance();
            @SuppressWarnings("unchecked")
            var read =
                    (Map<String, Object>)
                            factory.getSerializer(method.getGenericParameterTypes()[0])
                                    .fromJson(
                                            new ByteArrayInputStream(
                                                    event.toString()
                                                            .getBytes(StandardCharsets.UTF_8)));
            var out = new ByteArrayOutputStream();
            try {
                factory.<Object>getSerializer(method.getGenericReturnType())
                        .toJson(adapter.handle(read), out);
            } catch (IOException failure) {
                return Json.MAPPER
                        .createObjectNode()
                        .put("errorMessage", String.valueOf(failure.getMessage()));
            }
            return Json.MAPPER.readTree(out.toByteArray());
        }
    }

    private Function started(String... command) throws IOException {
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "of-the-function");
        var process = builder.start();
        processes.add(process);
        BufferedWriter in = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        return event -> {
            in.write(event + "\n");
            in.flush();
            // a runtime passes the application's own output on: an answer begins with {
            String line = out.readLine();
            while (line != null && !line.startsWith("{")) {
                line = out.readLine();
            }
            return Json.tree(String.valueOf(line));
        };
    }

    private void unpack(byte[] bytes) throws IOException {
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
    }

    private static ObjectNode event(String method, String path, String query) {
        ObjectNode event =
                Json.MAPPER
                        .createObjectNode()
                        .put("version", "2.0")
                        .put("rawPath", path)
                        .put("rawQueryString", query);
        event.putArray("cookies").add("a=1").add("b=2");
        event.putObject("headers")
                .put("host", "shop.example.com")
                .put("x-one", "1, 2")
                .put("connection", "keep-alive")
                .put("content-length", "99");
        event.putObject("requestContext").putObject("http").put("method", method);
        return event;
    }

    private static int[] body(JsonNode answer) {
        byte[] bytes = Base64.getDecoder().decode(answer.path("body").asText());
        var unsigned = new int[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            unsigned[at] = bytes[at] & 0xff;
        }
        return unsigned;
    }

    private static List<String> lines(JsonNode answer) {
        assertThat(answer.has("body")).as(answer.toString()).isTrue();
        byte[] bytes = Base64.getDecoder().decode(answer.path("body").asText());
        return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static boolean onPath(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
