package dev.catalyst.agents.deployer;

import dev.catalyst.workspace.Language;
import dev.catalyst.workspace.Workspace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * What a function is made of: the application's files under {@code app/}, the command that starts
 * them, and the adapter of its runtime in front of them.
 *
 * @param runtime as Lambda names it
 * @param adapter its file in the zip
 * @param handler what Lambda calls
 * @param memory in megabytes
 */
record FunctionZip(String runtime, String adapter, String handler, int memory, String runCommand) {

    private static final String INSIDE = "dev/catalyst/agents/deployer/inside/";

    /** What a workspace becomes; empty if nothing says how it starts. */
    static Optional<FunctionZip> of(Workspace workspace) {
        String command = workspace.runCommand();
        Language language = workspace.runtime();
        return command == null || command.isBlank() || language == null
                ? Optional.empty()
                : Optional.of(of(language, command));
    }

    private static FunctionZip of(Language language, String command) {
        return switch (language) {
            // two machines in one function, and the application is compiled at its start
            case JAVA ->
                    new FunctionZip(
                            "java25",
                            INSIDE + "Adapter.class",
                            "dev.catalyst.agents.deployer.inside.Adapter::handle",
                            2048,
                            command);
            case PYTHON ->
                    new FunctionZip("python3.13", "adapter.py", "adapter.handler", 1024, command);
            case NODE ->
                    new FunctionZip("nodejs22.x", "adapter.mjs", "adapter.handler", 1024, command);
        };
    }

    /** The same files and command give the same bytes. */
    byte[] bytes(Stream<Map.Entry<String, byte[]>> files) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            add(zip, adapter, adapterBytes());
            add(zip, "run_command", runCommand.getBytes(StandardCharsets.UTF_8));
            files.forEach(file -> add(zip, "app/" + file.getKey(), file.getValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] adapterBytes() throws IOException {
        String name = "/" + INSIDE + adapter.substring(adapter.lastIndexOf('/') + 1);
        try (InputStream in = FunctionZip.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            return in.readAllBytes();
        }
    }

    private static void add(ZipOutputStream zip, String path, byte[] content) {
        var entry = new ZipEntry(path);
        // the earliest time that a zip can tell, in no time zone
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        try {
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
