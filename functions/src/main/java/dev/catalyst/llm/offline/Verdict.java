package dev.catalyst.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The reviewer's judgement: a criterion is met if its tests ran and none failed. */
final class Verdict {

    private final List<String> criteria;
    private final List<String> passing;
    private final List<Failure> failures;
    private final long passed;
    private final long failed;
    private final List<Conversation.Call> read;

    private record Failure(String test, String message) {}

    Verdict(Optional<JsonNode> plan, Optional<JsonNode> report, List<Conversation.Call> read) {
        this.criteria =
                plan.map(json -> Moves.elements(json.path("criteria"))).orElse(List.of()).stream()
                        .map(criterion -> criterion.path("id").asText())
                        .toList();
        this.passing =
                report.map(json -> Moves.elements(json.path("passing"))).orElse(List.of()).stream()
                        .map(JsonNode::asText)
                        .toList();
        this.failures =
                report.map(json -> Moves.elements(json.path("failures"))).orElse(List.of()).stream()
                        .map(
                                failure ->
                                        new Failure(
                                                failure.path("test").asText(),
                                                failure.path("message").asText()))
                        .toList();
        this.passed = report.map(json -> json.path("passed").asLong()).orElse(0L);
        this.failed = report.map(json -> json.path("failed").asLong()).orElse(0L);
        this.read = List.copyOf(read);
    }

    Move move() {
        var judgements = criteria.stream().map(this::judgement).toList();
        var findings = findings();
        boolean approved =
                findings.isEmpty()
                        && judgements.stream()
                                .allMatch(judged -> Boolean.TRUE.equals(judged.get("met")));
        return Move.finish(
                approved
                        ? "All " + passed + " tests pass and every file is there: approved."
                        : "Not approved: "
                                + failed
                                + " tests fail, "
                                + findings.size()
                                + " findings.",
                Map.of(
                        "verdict", approved ? "approve" : "block",
                        "criteria", judgements,
                        "findings", findings));
    }

    private Map<String, Object> judgement(String id) {
        var failing = failures.stream().map(Failure::test).filter(test -> shows(test, id)).toList();
        if (!failing.isEmpty()) {
            return judged(id, false, "fails: " + failing.getFirst());
        }
        var showing = passing.stream().filter(test -> shows(test, id)).toList();
        if (!showing.isEmpty()) {
            return judged(id, true, "shown by: " + showing.getFirst());
        }
        // a long report does not name every test
        boolean met = failed == 0 && failures.isEmpty() && passed >= criteria.size();
        return judged(id, met, met ? "all " + passed + " tests pass" : "no passing test shows it");
    }

    private static Map<String, Object> judged(String id, boolean met, String note) {
        return Map.of("id", id, "met", met, "note", note);
    }

    /** The tests' names carry their criteria: "RecipesTest > C4: a missing field ...". */
    private static boolean shows(String test, String id) {
        return test.contains(id + ":");
    }

    /** What could not be read is missing. */
    private List<Map<String, Object>> findings() {
        return read.stream()
                .filter(Conversation.Call::failed)
                .map(
                        call ->
                                Map.<String, Object>of(
                                        "file",
                                        call.arguments().path("path").asText(),
                                        "line",
                                        0,
                                        "severity",
                                        "blocking",
                                        "text",
                                        "The file of the architecture cannot be read: "
                                                + call.result()))
                .toList();
    }
}
