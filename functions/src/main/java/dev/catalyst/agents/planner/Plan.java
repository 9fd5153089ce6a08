package dev.catalyst.agents.planner;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is to be built, and how one can tell that it was: every requirement has a criterion. */
public record Plan(
        @JsonPropertyDescription(
                        "What is to be built, in one or two sentences that the user can check")
                String goal,
        @JsonPropertyDescription("What the prompt leaves open, and what you take for granted")
                List<String> assumptions,
        List<Requirement> requirements,
        @JsonPropertyDescription("At least one for each requirement, each checkable by a test")
                List<Criterion> criteria,
        List<String> risks) {

    /** Name of the artifact. */
    public static final String NAME = "plan";

    /** Something that the application must do. */
    public record Requirement(@JsonPropertyDescription("R1, R2, ...") String id, String text) {}

    /** Something that a test can show. */
    public record Criterion(
            @JsonPropertyDescription("C1, C2, ...") String id,
            @JsonPropertyDescription("The id of the requirement that it belongs to")
                    String requirement,
            String text) {}

    public Plan {
        assumptions = List.copyOf(assumptions);
        requirements = List.copyOf(requirements);
        criteria = List.copyOf(criteria);
        risks = List.copyOf(risks);
    }

    /** What is wrong with the plan, for its author to read. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (goal.isBlank()) {
            problems.add("goal is blank: say what is to be built");
        }
        if (requirements.isEmpty()) {
            problems.add("requirements is empty: give at least one");
        }
        var known = requirements.stream().map(Requirement::id).toList();
        repeated(known).forEach(id -> problems.add("the requirement id " + id + " is used twice"));
        repeated(criterionIds())
                .forEach(id -> problems.add("the criterion id " + id + " is used twice"));
        criteria.stream()
                .filter(criterion -> !known.contains(criterion.requirement()))
                .forEach(
                        criterion ->
                                problems.add(
                                        "criterion "
                                                + criterion.id()
                                                + " is for the unknown requirement "
                                                + criterion.requirement()));
        Set<String> covered =
                criteria.stream().map(Criterion::requirement).collect(Collectors.toSet());
        known.stream()
                .filter(id -> !covered.contains(id))
                .forEach(id -> problems.add("requirement " + id + " has no criterion"));
        return problems;
    }

    public List<String> criterionIds() {
        return criteria.stream().map(Criterion::id).toList();
    }

    private static Set<String> repeated(List<String> ids) {
        var seen = new HashSet<String>();
        return ids.stream().filter(id -> !seen.add(id)).collect(Collectors.toSet());
    }
}
