package dev.catalyst.agents.deployer;

import dev.catalyst.workspace.Language;
import dev.catalyst.workspace.Workspace;
import dev.catalyst.workspace.Workspaces;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

    /** The same files and command give the same bytes; the stream is given back. */
    OutputStream write(Stream<Map.Entry<String, byte[]>> files, OutputStream out)
            throws IOException {
        var zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        Workspaces.write(zip, adapter, adapterBytes());
        Workspaces.write(zip, "run_command", runCommand.getBytes(StandardCharsets.UTF_8));
        files.forEach(file -> Workspaces.write(zip, "app/" + file.getKey(), file.getValue()));
        zip.finish();
        return out;
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
}
