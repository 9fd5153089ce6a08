package dev.catalyst.agents.deployer;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.agents.AgentInput;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.Means;
import dev.catalyst.agents.Step;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StepHandler;

import java.time.Duration;

/** The Deployer's step of the task machine. */
public final class Deployer extends StepHandler<AgentInput, AgentOutput> {

    private final Step step;
    private final Deploying role = new Deploying();

    public Deployer() {
        this(new Step(Means.of(Env.current())));
    }

    Deployer(Step step) {
        super(AgentInput.class);
        this.step = step;
    }

    @Override
    protected AgentOutput handle(AgentInput input, Context context) {
        return step.run(role, input, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }
}
