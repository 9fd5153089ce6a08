package dev.catalyst.agents.architect;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.agents.AgentInput;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.Means;
import dev.catalyst.agents.Step;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StepHandler;

import java.time.Duration;

/** The Architect's step of the task machine. */
public final class Architect extends StepHandler<AgentInput, AgentOutput> {

    private final Step step;
    private final Designing role = new Designing();

    public Architect() {
        this(new Step(Means.of(Env.current())));
    }

    Architect(Step step) {
        super(AgentInput.class);
        this.step = step;
    }

    @Override
    protected AgentOutput handle(AgentInput input, Context context) {
        return step.run(role, input, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }
}
