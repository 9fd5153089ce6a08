package dev.catalyst.sandbox;

import dev.catalyst.lambda.Env;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where this machine's programs are.
 *
 * @param path folders, as in PATH
 */
public record Executables(String path) {

    /** By the PATH of this process, and the folder that Lambda layers put programs in. */
    public static Executables ofThisProcess() {
        return new Executables(
                Env.current().optional("PATH").orElse("/usr/bin:/bin")
                        + File.pathSeparator
                        + "/opt/bin");
    }

    public Optional<Path> find(String name) {
        return Arrays.stream(path.split(File.pathSeparator))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, name))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }
}
