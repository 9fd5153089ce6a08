package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;

/** What {@code run --json} prints; {@code app} is null unless the task completed. */
record RunReport(
        String taskId,
        String status,
        String mode,
        JsonNode cost,
        JsonNode tokens,
        long durationMs,
        int turns,
        Tests tests,
        App app,
        String commitSha,
        JsonNode failure) {

    record Tests(int passed, int failed) {

        static Tests of(JsonNode counts) {
            return new Tests(counts.path("passed").asInt(), counts.path("failed").asInt());
        }
    }

    /** {@code start} is the command to run in {@code dir}, {@code api} the paths of its API. */
    record App(String dir, String start, List<String> api) {

        App {
            api = List.copyOf(api);
        }
    }

    Optional<App> application() {
        return Optional.ofNullable(app);
    }

    int exitCode() {
        return switch (status) {
            case "completed" -> ExitCode.COMPLETED;
            case "cancelled" -> ExitCode.CANCELLED;
            default -> ExitCode.FAILED;
        };
    }
}
