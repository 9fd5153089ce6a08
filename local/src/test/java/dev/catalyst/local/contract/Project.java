package dev.catalyst.local.contract;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.type.TypeFactory;

import dev.catalyst.lambda.Json;
import dev.catalyst.local.template.LambdaFunction;
import dev.catalyst.local.template.Ports;
import dev.catalyst.local.template.Template;
import dev.catalyst.local.template.TemplateReader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** This project's own files, as the contract tests read them. */
public final class Project {

    public static final Path ROOT = root();
    public static final Template TEMPLATE =
            TemplateReader.read(ROOT.resolve("template.yaml"), Map.of(), Ports.from(8001));

    private Project() {}

    /** The class of a function's handler. */
    public static Class<?> handler(LambdaFunction function) {
        try {
            return Class.forName(function.handler());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(function.name() + " has a handler that does not exist", e);
        }
    }

    /** Handlers make clients of AWS: these know a region and which HTTP client to take. */
    public static void letHandlersBeMade() {
        System.setProperty("aws.region", "us-east-1");
        System.setProperty(
                "software.amazon.awssdk.http.service.impl",
                "software.amazon.awssdk.http.apache.ApacheSdkHttpService");
    }

    /** What a handler's class gives as the type parameters of a class that it extends. */
    static List<Class<?>> parameters(Class<?> handler, Class<?> parent) {
        var found = TypeFactory.defaultInstance().findTypeParameters(handler, parent);
        return List.of(found).stream().<Class<?>>map(JavaType::getRawClass).toList();
    }

    static JsonNode json(Path file) {
        try {
            return Json.tree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Path> files(String folder, String ending) {
        try (var files = Files.list(ROOT.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("template.yaml"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
