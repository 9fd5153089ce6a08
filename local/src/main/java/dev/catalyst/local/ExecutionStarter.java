package dev.catalyst.local;

import dev.catalyst.local.stepfunctions.ServiceFault;
import dev.catalyst.local.stepfunctions.StepFunctions;
import dev.catalyst.local.template.Arns;
import dev.catalyst.local.triggers.MachineStarter;

/** Starts an execution for an event; for an event that comes again it has been started already. */
final class ExecutionStarter implements MachineStarter {

    private final StepFunctions service;

    ExecutionStarter(StepFunctions service) {
        this.service = service;
    }

    @Override
    public void start(String stateMachine, String execution, String input) {
        try {
            service.startExecution(Arns.stateMachine(stateMachine), execution, input);
        } catch (ServiceFault e) {
            if (!e.type().equals("ExecutionAlreadyExists")) {
                throw e;
            }
        }
    }
}
