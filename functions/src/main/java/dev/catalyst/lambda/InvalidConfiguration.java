package dev.catalyst.lambda;

import dev.catalyst.lambda.Variable.Problem;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot serve; the message lists every problem with name, rule and example. */
public final class InvalidConfiguration extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidConfiguration(List<Problem> problems) {
        super(
                problems.stream()
                        .map(problem -> "  " + problem)
                        .collect(
                                Collectors.joining(
                                        "\n", "the configuration cannot be used:\n", "")));
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
