package dev.catalyst.agents.reviewer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonValue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A verdict on the change: each criterion is judged, and what is wrong has a place. */
public record Review(Verdict verdict, List<Judgement> criteria, List<Finding> findings) {

    /** Name of the artifact. */
    public static final String NAME = "review";

    /** Whether the change may be deployed. */
    public enum Verdict {
        APPROVE,
        BLOCK;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Verdict of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    /** How much a finding matters. */
    public enum Severity {
        BLOCKING,
        MINOR;

        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        @JsonCreator
        static Severity of(String wire) {
            return valueOf(wire.toUpperCase(Locale.ROOT));
        }
    }

    /** Whether a criterion is met, and why one can say so. */
    public record Judgement(String id, boolean met, String note) {}

    /** Something that is wrong at a place of the code. */
    public record Finding(
            String file,
            @JsonPropertyDescription("Line number from 1; 0 for the file as a whole") int line,
            Severity severity,
            String text) {

        @Override
        public String toString() {
            return file + ":" + line + " " + severity.wire() + ": " + text;
        }
    }

    public Review {
        criteria = List.copyOf(criteria);
        findings = List.copyOf(findings);
    }

    /** What is wrong with the review itself, given the criteria of the plan. */
    public List<String> problems(List<String> planned) {
        var problems = new ArrayList<String>();
        List<String> judged = criteria.stream().map(Judgement::id).toList();
        planned.stream()
                .filter(id -> !judged.contains(id))
                .forEach(id -> problems.add("criterion " + id + " is not judged"));
        if (verdict == Verdict.APPROVE && !blocking().isEmpty()) {
            problems.add("the verdict is approve although a finding is blocking");
        }
        if (verdict == Verdict.APPROVE && !unmet().isEmpty()) {
            problems.add("the verdict is approve although these are not met: " + unmet());
        }
        if (verdict == Verdict.BLOCK && blocking().isEmpty() && unmet().isEmpty()) {
            problems.add("the verdict is block: give the finding that is blocking");
        }
        return problems;
    }

    public List<Finding> blocking() {
        return findings.stream().filter(f -> f.severity() == Severity.BLOCKING).toList();
    }

    public List<String> unmet() {
        return criteria.stream().filter(one -> !one.met()).map(Judgement::id).toList();
    }
}
