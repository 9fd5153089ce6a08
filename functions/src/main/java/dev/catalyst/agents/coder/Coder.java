package dev.catalyst.agents.coder;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.agents.AgentInput;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.Means;
import dev.catalyst.agents.Step;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;

import java.time.Duration;

/** The Coder's step of the task machine. */
public final class Coder extends StepHandler<AgentInput, AgentOutput> {

    private final Step step;
    private final Coding role = new Coding();

    public Coder() {
        this(StartCheck.needs("TABLE_NAME", "BUCKET_NAME").model().passed());
    }

    private Coder(Env env) {
        this(new Step(Means.of(env)));
    }

    Coder(Step step) {
        super(AgentInput.class, "coder");
        this.step = step;
    }

    @Override
    protected AgentOutput handle(AgentInput input, Context context) {
        return step.run(role, input, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }
}
