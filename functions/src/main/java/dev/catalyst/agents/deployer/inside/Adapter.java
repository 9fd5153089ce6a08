package dev.catalyst.agents.deployer.inside;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A function with a URL in front of an application that listens on a port: starts the application
 * with the first request, in a folder that it may write to, and hands each request on. It reads
 * maps, which Lambda's runtime makes of JSON by itself; {@code adapter.py} and {@code adapter.mjs}
 * do the same.
 */
public final class Adapter {

    private static final Duration START = Duration.ofSeconds(25);
    private static final Duration DYING = Duration.ofSeconds(1);
    private static final Duration BETWEEN = Duration.ofMillis(20);
    private static final String ALLOWED = "/%:@!$&'()*+,;=~-._?";
    private static final Set<String> OF_ONE_HOP =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "http2-settings",
                    "keep-alive",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    static {
        // the application sees the name by which it was asked for
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path root;
    private final Path folder;
    private @Nullable Process app;
    private int port;

    public Adapter() throws IOException, URISyntaxException {
        this(Path.of(Adapter.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    }

    /** {@code root} holds the folder {@code app} and the file {@code run_command}. */
    public Adapter(Path root) throws IOException {
        this.root = root;
        this.folder = Files.createTempDirectory("app-");
    }

    /** Answers an event of a function's URL, payload 2.0. */
    public Map<String, Object> handle(Map<String, Object> event)
            throws IOException, InterruptedException {
        var running = started();
        try {
            return told(http.send(request(event), BodyHandlers.ofByteArray()));
        } catch (IOException cut) {
            // one that dies cuts its answer a moment before it is seen as dead
            if (running.waitFor(DYING.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(ended(running), cut);
            }
            throw cut;
        }
    }

    private Process started() throws IOException, InterruptedException {
        if (app != null && app.isAlive()) {
            return app;
        }
        // what the application stored stays when it is started again
        String copy = app == null ? "cp -R \"$0\"/app/. . && " : "";
        String command = Files.readString(root.resolve("run_command"));
        port = freePort();
        var builder =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                copy + "exec /bin/sh -c \"$1\"",
                                root.toString(),
                                command)
                        .directory(folder.toFile())
                        .inheritIO();
        Map<String, String> environment = builder.environment();
        String java = System.getProperty("java.home");
        String path = java + "/bin:" + environment.getOrDefault("PATH", "/usr/bin:/bin");
        // nothing of the function's own variables, among them its credentials
        environment.clear();
        environment.put("PATH", path);
        environment.put("JAVA_HOME", java);
        environment.put("HOME", folder.toString());
        environment.put("TMPDIR", String.valueOf(folder.getParent()));
        environment.put("LANG", "C.UTF-8");
        environment.put("PORT", Integer.toString(port));
        app = builder.start();
        awaitListening(app);
        return app;
    }

    private void awaitListening(Process app) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (true) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                if (!app.isAlive()) {
                    throw new IOException(ended(app), notYet);
                }
                if (System.nanoTime() > end) {
                    throw new IOException(
                            "the application does not listen on the port in PORT", notYet);
                }
                Thread.sleep(BETWEEN);
            }
        }
    }

    private static String ended(Process app) {
        return "the application ended by itself with exit code " + app.exitValue();
    }

    private HttpRequest request(Map<String, Object> event) {
        String query = text(event.get("rawQueryString"));
        String path = escaped(text(event.get("rawPath")) + (query.isEmpty() ? "" : "?" + query));
        byte[] body = text(event.get("body")).getBytes(StandardCharsets.UTF_8);
        if (Boolean.TRUE.equals(event.get("isBase64Encoded"))) {
            body = Base64.getDecoder().decode(body);
        }
        String method = text(map(map(event.get("requestContext")).get("http")).get("method"));
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(
                                method,
                                body.length == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(body));
        map(event.get("headers"))
                .forEach(
                        (name, value) -> {
                            String lower = String.valueOf(name).toLowerCase(Locale.ROOT);
                            if (!OF_ONE_HOP.contains(lower) && !lower.equals("cookie")) {
                                request.header(lower, text(value));
                            }
                        });
        if (event.get("cookies") instanceof List<?> cookies && !cookies.isEmpty()) {
            request.header(
                    "cookie", String.join("; ", cookies.stream().map(Adapter::text).toList()));
        }
        return request.build();
    }

    private static Map<String, Object> told(HttpResponse<byte[]> response) {
        var headers = new HashMap<String, String>();
        List<String> cookies = new ArrayList<>();
        response.headers()
                .map()
                .forEach(
                        (name, values) -> {
                            String lower = name.toLowerCase(Locale.ROOT);
                            if (lower.equals("set-cookie")) {
                                cookies.addAll(values);
                            } else if (!OF_ONE_HOP.contains(lower)) {
                                headers.put(lower, String.join(",", values));
                            }
                        });
        return Map.of(
                "statusCode",
                response.statusCode(),
                "headers",
                headers,
                "cookies",
                cookies,
                "isBase64Encoded",
                true,
                "body",
                Base64.getEncoder().encodeToString(response.body()));
    }

    /** With every byte that an address may not have as it is escaped. */
    private static String escaped(String path) {
        var escaped = new StringBuilder();
        String whole = path.replaceAll("%(?![0-9A-Fa-f]{2})", "%25");
        for (byte one : whole.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (one & 0xff);
            boolean stays =
                    character < 0x80
                            && (Character.isLetterOrDigit(character)
                                    || ALLOWED.indexOf(character) >= 0);
            escaped.append(stays ? String.valueOf(character) : "%%%02X".formatted((int) character));
        }
        return escaped.toString();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
