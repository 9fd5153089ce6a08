import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * What the sandbox does with Java, done once while Java notes which classes that takes: compiles
 * (itself), and tests over HTTP.
 */
class TrainingTest {

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    private final Map<String, Shape> shapes = new ConcurrentHashMap<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] body = areas().getBytes();
                    exchange.sendResponseHeaders(200, body.length);
                    try (var out = exchange.getResponseBody()) {
                        out.write(body);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String areas() {
        return shapes.entrySet().stream()
                .map(entry -> "%s: %.1f".formatted(entry.getKey(), area(entry.getValue())))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static double area(Shape shape) {
        return switch (shape) {
            case Circle(double radius) -> Math.PI * radius * radius;
            case Square(double side) when side < 0 ->
                    throw new IllegalArgumentException("negative");
            case Square(double side) -> side * side;
        };
    }

    @Test
    void it_compiles() throws Exception {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var found = new DiagnosticCollector<JavaFileObject>();
        var source = Path.of(System.getProperty("training.source"));
        var classes = Files.createTempDirectory("classes");
        try (var files = compiler.getStandardFileManager(found, Locale.ENGLISH, null)) {
            var options = List.of("-d", classes.toString(), "-proc:none", "-nowarn", "-parameters");
            var task =
                    compiler.getTask(
                            null, files, found, options, null, files.getJavaFileObjects(source));
            assertTrue(task.call(), found.getDiagnostics().toString());
        }
    }

    @Test
    void it_answers() throws Exception {
        shapes.put("one", new Circle(1));
        shapes.put("two", new Square(2));
        var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (var client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
            assertEquals("one: 3.1\ntwo: 4.0", answer.body());
        }
    }
}
