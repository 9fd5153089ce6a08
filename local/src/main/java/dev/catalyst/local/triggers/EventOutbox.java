package dev.catalyst.local.triggers;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** Keeps accepted events in files until all their targets have taken them. */
final class EventOutbox {

    private static final String SUFFIX = ".json";

    private final Path folder;

    EventOutbox(Path folder) {
        this.folder = folder;
    }

    record Waiting(String bus, ObjectNode event) {}

    void store(Waiting waiting) {
        try {
            Files.createDirectories(folder);
            Path file = file(waiting.event());
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, Json.write(waiting));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delivered(ObjectNode event) {
        try {
            Files.deleteIfExists(file(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Waiting> waiting() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(SUFFIX)).map(EventOutbox::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Waiting read(Path file) {
        try {
            return Json.read(Files.readString(file), Waiting.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(ObjectNode event) {
        return folder.resolve(event.get("id").textValue() + SUFFIX);
    }
}
