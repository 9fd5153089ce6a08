package dev.catalyst.agents.architect;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.agents.AgentInput;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.Means;
import dev.catalyst.agents.Step;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;

import java.time.Duration;

/** The Architect's step of the task machine. */
public final class Architect extends StepHandler<AgentInput, AgentOutput> {

    private final Step step;
    private final Designing role = new Designing();

    public Architect() {
        this(StartCheck.needs("TABLE_NAME", "BUCKET_NAME").model().passed());
    }

    private Architect(Env env) {
        this(new Step(Means.of(env)));
    }

    Architect(Step step) {
        super(AgentInput.class, "architect");
        this.step = step;
    }

    @Override
    protected AgentOutput handle(AgentInput input, Context context) {
        return step.run(role, input, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }
}
