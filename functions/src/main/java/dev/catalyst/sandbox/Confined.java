package dev.catalyst.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command to be run apart from all else.
 *
 * @param environment all of it: nothing is inherited
 * @param readable folders and files outside the run's folder that the command reads, such as a JDK
 */
public record Confined(
        RunFolder folder,
        List<String> command,
        Map<String, String> environment,
        List<Path> readable,
        Limits limits) {

    public Confined {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        readable = List.copyOf(readable);
    }
}
