package dev.catalyst.local.stepfunctions.asl;

import java.util.List;
import java.util.stream.Collectors;

/** A definition that cannot be run here, with all that is wrong in it. */
public final class InvalidDefinition extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * One fault.
     *
     * @param code such as {@code MISSING_TRANSITION_TARGET}
     * @param location path of the field, such as {@code /States/Coder/Next}
     */
    public record Problem(String code, String location, String message) {}

    private final transient List<Problem> problems;

    public InvalidDefinition(List<Problem> problems) {
        this("", problems);
    }

    private InvalidDefinition(String prefix, List<Problem> problems) {
        super(
                problems.stream()
                        .map(each -> each.location() + ": " + each.message())
                        .collect(Collectors.joining("; ", prefix, "")));
        this.problems = List.copyOf(problems);
    }

    /** The same, said of a machine. */
    public InvalidDefinition of(String machine) {
        return new InvalidDefinition(
                "The state machine '" + machine + "' cannot run here: ", problems);
    }

    public List<Problem> problems() {
        return problems;
    }
}
