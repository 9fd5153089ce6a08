package dev.catalyst.agents.deployer;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.agents.AgentInput;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.Means;
import dev.catalyst.agents.Step;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;
import dev.catalyst.store.Table;

import java.time.Duration;

/** The Deployer's step of the task machine. */
public final class Deployer extends StepHandler<AgentInput, AgentOutput> {

    private final Step step;
    private final Deploying role;

    public Deployer() {
        this(StartCheck.needs("TABLE_NAME", "BUCKET_NAME").model().deployment().passed());
    }

    private Deployer(Env env) {
        this(
                new Step(Means.of(env)),
                Target.of(env, new Table(Wiring.dynamoDb(), env.require("TABLE_NAME"))));
    }

    Deployer(Step step, Target target) {
        super(AgentInput.class, "deployer");
        this.step = step;
        this.role = new Deploying(target);
    }

    @Override
    protected AgentOutput handle(AgentInput input, Context context) {
        return step.run(role, input, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }
}
