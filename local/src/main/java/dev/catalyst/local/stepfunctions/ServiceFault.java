package dev.catalyst.local.stepfunctions;

/** A request that the service answers with an error. */
public final class ServiceFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String type;

    /**
     * @param type the service's name of the error, such as {@code ExecutionDoesNotExist}
     */
    public ServiceFault(String type, String message) {
        super(message);
        this.type = type;
    }

    public String type() {
        return type;
    }

    static ServiceFault noExecution(String arn) {
        return new ServiceFault("ExecutionDoesNotExist", "Execution Does Not Exist: '" + arn + "'");
    }

    static ServiceFault noMachine(String arn) {
        return new ServiceFault(
                "StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'");
    }

    static ServiceFault invalid(String message) {
        return new ServiceFault("ValidationException", message);
    }
}
