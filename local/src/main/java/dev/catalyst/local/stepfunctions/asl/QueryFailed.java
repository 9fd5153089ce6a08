package dev.catalyst.local.stepfunctions.asl;

/**
 * An expression of a state gave no usable value: the service's {@code States.QueryEvaluationError}.
 */
public final class QueryFailed extends Exception {

    private static final long serialVersionUID = 1L;

    private final String location;

    /**
     * @param location the field, such as {@code Output/result}; empty if the fault is in none
     */
    public QueryFailed(String location, String message) {
        super(message);
        this.location = location;
    }

    public String location() {
        return location;
    }
}
