package dev.catalyst.agents.deployer;

import dev.catalyst.agents.Step;
import dev.catalyst.lambda.StepHandler;

/** The handler of this package with given means, for tests outside of it. */
public final class DeployerHandlers {

    private DeployerHandlers() {}

    /** One whose deployments are mocks. */
    public static StepHandler<?, ?> deployer(Step step) {
        return new Deployer(step, new Bundle());
    }
}
