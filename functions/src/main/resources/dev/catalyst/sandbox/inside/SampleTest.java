import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What Java's cache of the sandbox is trained with (JavaCache): a small application as models write
 * them, and tests of it. It has to use much of the compiler, of JUnit and of the library, no more.
 */
@DisplayName("A sample")
class SampleTest {

    sealed interface Value permits Text, Number, Items, Nothing {}

    record Text(String value) implements Value {
        Text {
            if (value.length() > 1_000) {
                throw new IllegalArgumentException("too long: " + value.length());
            }
        }
    }

    record Number(double value) implements Value {}

    record Items(List<Value> values) implements Value {
        Items {
            values = List.copyOf(values);
        }
    }

    enum Nothing implements Value {
        NOTHING
    }

    static String json(Value value) {
        return switch (value) {
            case Text(var text) when text.isEmpty() -> "\"\"";
            case Text(var text) -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case Number(var number) ->
                    number == Math.rint(number)
                            ? Long.toString((long) number)
                            : Double.toString(number);
            case Items(var values) ->
                    values.stream()
                            .map(SampleTest::json)
                            .collect(Collectors.joining(",", "[", "]"));
            case Nothing.NOTHING -> "null";
        };
    }

    abstract static class Store<K extends Comparable<K>, V> implements AutoCloseable {
        private final Map<K, V> values = new ConcurrentHashMap<>();

        Optional<V> find(K key) {
            return Optional.ofNullable(values.get(key));
        }

        synchronized void put(K key, V value) throws IOException {
            values.put(key, value);
            write(key + "=" + value + "\n");
        }

        List<V> all(Predicate<? super V> wanted) {
            return new TreeMap<>(values).values().stream().filter(wanted).toList();
        }

        abstract void write(String line) throws IOException;

        @Override
        public void close() {}
    }

    static final class Journal extends Store<Long, String> {
        private static final Pattern LINE = Pattern.compile("(\\d+)=(.*)");
        private final AtomicLong next = new AtomicLong(1);
        private final Path file;

        Journal(Path file) throws IOException {
            this.file = file;
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    var match = LINE.matcher(line);
                    if (match.matches()) {
                        put(Long.parseLong(match.group(1)), match.group(2));
                    }
                }
            }
        }

        long add(String text) throws IOException {
            if (text.isBlank()) {
                throw new IllegalArgumentException("text must not be blank");
            }
            long id = next.getAndIncrement();
            put(id, text.strip());
            return id;
        }

        @Override
        void write(String line) throws IOException {
            Files.writeString(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    private static final String PAGE =
            """
            <!doctype html>
            <title>%s</title>
            <form method="post"><input name="text"></form>
            """;

    @TempDir Path folder;
    private Journal journal;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        journal = new Journal(folder.resolve("journal"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/items", this::items);
        server.createContext("/", exchange -> answer(exchange, 200, PAGE.formatted("Sample")));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        journal.close();
    }

    private void items(HttpExchange exchange) throws IOException {
        try {
            switch (exchange.getRequestMethod()) {
                case "GET" ->
                        answer(
                                exchange,
                                200,
                                json(
                                        new Items(
                                                journal.all(text -> true).stream()
                                                        .<Value>map(Text::new)
                                                        .toList())));
                case "POST" -> {
                    var body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    answer(exchange, 201, json(new Number(journal.add(body))));
                }
                default -> answer(exchange, 405, json(Nothing.NOTHING));
            }
        } catch (IllegalArgumentException e) {
            answer(exchange, 400, json(new Text(String.valueOf(e.getMessage()))));
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders()
                .set("Content-Type", body.startsWith("<") ? "text/html" : "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    private HttpResponse<String> ask(String method, String path, String body)
            throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + server.getAddress().getPort()
                                                    + path))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    @DisplayName("what is added is there, also after a restart")
    void adds() throws Exception {
        assertEquals(201, ask("POST", "/api/items", " one ").statusCode());
        assertEquals("[\"one\"]", ask("GET", "/api/items", "").body());
        assertEquals(Optional.of("one"), new Journal(folder.resolve("journal")).find(1L));
    }

    @Test
    void refuses() throws Exception {
        var refused = ask("POST", "/api/items", " ");
        assertAll(
                () -> assertEquals(400, refused.statusCode()),
                () -> assertTrue(refused.body().contains("blank")),
                () -> assertEquals(405, ask("DELETE", "/api/items", "").statusCode()),
                () -> assertTrue(ask("GET", "/", "").body().startsWith("<!doctype html>")));
        assertThrows(IllegalArgumentException.class, () -> journal.add(""));
    }

    @Test
    void many_at_once() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var added =
                    IntStream.range(0, 20)
                            .mapToObj(i -> threads.submit(() -> journal.add("item " + i)))
                            .toList();
            for (var one : added) {
                assertTrue(one.get() > 0);
            }
        }
        Map<Integer, List<String>> byLength =
                journal.all(text -> !text.endsWith("x")).stream()
                        .collect(
                                Collectors.groupingBy(
                                        String::length, LinkedHashMap::new, Collectors.toList()));
        assertEquals(20, byLength.values().stream().mapToInt(List::size).sum());
    }

    @Nested
    class Values {

        @ParameterizedTest
        @ValueSource(strings = {"", "a", "a \"quoted\" one", "back\\slash"})
        void text_is_quoted(String text) {
            assertTrue(json(new Text(text)).startsWith("\""));
        }

        @ParameterizedTest
        @CsvSource({"1, 1", "1.5, 1.5"})
        void numbers(double number, String expected) {
            assertEquals(expected, json(new Number(number)));
        }

        @Test
        void others() {
            var counts = new HashMap<String, Integer>();
            for (String word : "a b a".split(" ")) {
                counts.merge(word, 1, Integer::sum);
            }
            var values = new ArrayList<Value>();
            counts.forEach((word, count) -> values.add(new Number(count)));
            Function<Value, String> wire = SampleTest::json;
            assertEquals("[2,1]", wire.apply(new Items(values)));
            assertTrue(Instant.EPOCH.isBefore(Instant.now()));
            assertThrows(
                    UncheckedIOException.class,
                    () -> {
                        throw new UncheckedIOException(new IOException("x"));
                    });
        }
    }
}
