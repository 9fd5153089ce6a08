package dev.catalyst.agents.tester;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

import java.util.ArrayList;
import java.util.List;

/** What a tester says when its tests are written: which test shows which criterion. */
public record Tested(
        @JsonPropertyDescription("What the tests cover, in a few sentences") String summary,
        @JsonPropertyDescription("At least one for each criterion") List<Shown> tests) {

    /** A criterion and a test that shows it. */
    public record Shown(
            @JsonPropertyDescription("The criterion's id") String criterion,
            @JsonPropertyDescription("The test's name, as its runner reports it") String test) {}

    public Tested {
        tests = List.copyOf(tests);
    }

    /** What is wrong, given the criteria of the plan. */
    List<String> problems(List<String> planned) {
        var problems = new ArrayList<String>();
        List<String> shown = tests.stream().map(Shown::criterion).toList();
        planned.stream()
                .filter(id -> !shown.contains(id))
                .forEach(id -> problems.add("criterion " + id + " has no test"));
        shown.stream()
                .filter(id -> !planned.contains(id))
                .forEach(id -> problems.add("there is no criterion " + id));
        return problems;
    }
}
