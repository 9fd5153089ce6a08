package dev.catalyst.local.cli;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.StringJoiner;

/** The API said no: its problem document, in words. */
final class ApiProblem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    ApiProblem(int status, JsonNode problem) {
        super(words(status, problem));
        this.status = status;
    }

    int status() {
        return status;
    }

    /** A request that breaks a rule is wrong usage; one that may not be served now is not. */
    int exitCode() {
        return switch (status) {
            case 400, 413, 415, 422 -> ExitCode.USAGE;
            case 401, 403, 429 -> ExitCode.CANNOT_SERVE;
            default -> status >= 500 ? ExitCode.CANNOT_SERVE : ExitCode.FAILED;
        };
    }

    private static String words(int status, JsonNode problem) {
        var words = new StringJoiner("\n  ");
        var title = problem.path("title").asText("The API answered " + status);
        var detail = problem.path("detail").asText("");
        words.add(detail.isEmpty() || detail.equals(title) ? title : title + ": " + detail);
        for (var error : problem.path("errors")) {
            words.add(error.path("field").asText() + ": " + error.path("message").asText());
        }
        if (status == 401) {
            words.add("set CATALYST_TOKEN to a valid token");
        }
        if (problem.hasNonNull("request_id")) {
            words.add("request " + problem.path("request_id").asText());
        }
        return words.toString();
    }
}
