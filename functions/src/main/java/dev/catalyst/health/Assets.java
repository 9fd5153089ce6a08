package dev.catalyst.health;

import dev.catalyst.lambda.Problem;
import dev.catalyst.lambda.Reply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Static files on the class path: the pages' own, and those of WebJars. */
final class Assets {

    private static final Map<String, String> TYPES =
            Map.of(
                    "js",
                    "text/javascript; charset=utf-8",
                    "css",
                    "text/css; charset=utf-8",
                    "html",
                    "text/html; charset=utf-8",
                    "svg",
                    "image/svg+xml; charset=utf-8",
                    "png",
                    "image/png");

    private Assets() {}

    /** The file as an answer that a browser keeps and asks about again; a 404 if there is none. */
    static Reply reply(String path) {
        var type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || path.contains("..") || path.contains("\\")) {
            throw Problem.notFound("This page");
        }
        var body = bytes(path).orElseThrow(() -> Problem.notFound("This page"));
        return kept(
                type.contains("charset")
                        ? Reply.text(type, new String(body, StandardCharsets.UTF_8))
                        : Reply.bytes(type, body));
    }

    /** A page whose text was made here. */
    static Reply page(String text) {
        return kept(Reply.text(TYPES.get("html"), text));
    }

    private static Reply kept(Reply reply) {
        return reply.with("Cache-Control", "no-cache")
                .with("ETag", Reply.etag(reply.body()))
                .with("X-Content-Type-Options", "nosniff");
    }

    static String text(String name) {
        return new String(bytes(name).orElseThrow(), StandardCharsets.UTF_8);
    }

    /** Where the files of a WebJar are. */
    static String webJar(String group, String name) {
        var properties = new Properties();
        var about = "META-INF/maven/%s/%s/pom.properties".formatted(group, name);
        try (var in = Assets.class.getClassLoader().getResourceAsStream(about)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "META-INF/resources/webjars/%s/%s/"
                .formatted(name, properties.getProperty("version"));
    }

    private static Optional<byte[]> bytes(String name) {
        try (var in = Assets.class.getClassLoader().getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
