package dev.catalyst.local.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.sandbox.Kind;
import dev.catalyst.sandbox.Limits;
import dev.catalyst.sandbox.Run;
import dev.catalyst.sandbox.SandboxHandler;
import dev.catalyst.sandbox.Verdict;
import dev.catalyst.workspace.Language;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The sandbox's function as the runner meets it: JSON in and out, files by a link. */
final class Sandboxed implements AutoCloseable {

    private static final Limits QUICK =
            new Limits(20, 20, 512L << 20, 200, 16L << 20, 64L << 20, 8 << 10);

    private final HttpServer files;
    private final SandboxHandler handler;
    private final Language language;
    private final String command;

    Sandboxed(Language language, String command) throws IOException {
        this.language = language;
        this.command = command;
        this.files =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        files.start();
        this.handler =
                ScopedValue.where(Env.PROVIDED, Map.of("SANDBOX_RUNTIME", language.wire()))
                        .call(SandboxHandler::new);
    }

    Verdict run(Kind kind, Map<String, String> sources) throws IOException {
        return run(kind, sources, QUICK);
    }

    Verdict run(Kind kind, Map<String, String> sources, Limits limits) throws IOException {
        JsonNode answer = answer(kind, sources, limits, false);
        if (!answer.path("unavailable").isNull()) {
            throw new AssertionError(answer.path("unavailable").asText());
        }
        return Json.MAPPER.treeToValue(answer.path("verdict"), Verdict.class);
    }

    JsonNode answer(Kind kind, Map<String, String> sources, Limits limits, boolean trusted)
            throws IOException {
        byte[] zip = zip(sources);
        String path = "/" + System.nanoTime();
        files.createContext(
                path,
                exchange -> {
                    exchange.sendResponseHeaders(200, zip.length);
                    exchange.getResponseBody().write(zip);
                    exchange.close();
                });
        String link = "http://127.0.0.1:" + files.getAddress().getPort() + path;
        var run = new Run(kind, language, link, trusted, command, "/", limits);
        var out = new ByteArrayOutputStream();
        handler.handleRequest(
                new ByteArrayInputStream(Json.write(run).getBytes(StandardCharsets.UTF_8)),
                out,
                null);
        return Json.tree(out.toString(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        files.stop(0);
    }

    private static byte[] zip(Map<String, String> sources) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            for (var source : sources.entrySet()) {
                zip.putNextEntry(new ZipEntry(source.getKey()));
                zip.write(source.getValue().getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A test's body that fails unless the command line of a shell ends with 0. */
    static String shell(Language language, String line) {
        String quoted = line.replace("\\", "\\\\").replace("\"", "\\\"");
        return switch (language) {
            case JAVA ->
                    "Assertions.assertEquals(0, new ProcessBuilder(\"/bin/sh\", \"-c\", \""
                            + quoted
                            + "\").inheritIO().start().waitFor());";
            case PYTHON ->
                    "import subprocess; self.assertEqual(0, subprocess.call([\"/bin/sh\", \"-c\", \""
                            + quoted
                            + "\"]))";
            case NODE ->
                    "require('assert').equal(require('child_process').spawnSync(\"/bin/sh\", [\"-c\", \""
                            + quoted
                            + "\"], { stdio: 'inherit' }).status, 0);";
        };
    }
}
