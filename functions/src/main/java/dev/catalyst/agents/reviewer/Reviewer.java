package dev.catalyst.agents.reviewer;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.agents.AgentInput;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.Means;
import dev.catalyst.agents.Step;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;

import java.time.Duration;

/** The Reviewer's step of the task machine. */
public final class Reviewer extends StepHandler<AgentInput, AgentOutput> {

    private final Step step;
    private final Reviewing role = new Reviewing();

    public Reviewer() {
        this(StartCheck.needs("TABLE_NAME", "BUCKET_NAME").model().passed());
    }

    private Reviewer(Env env) {
        this(new Step(Means.of(env)));
    }

    Reviewer(Step step) {
        super(AgentInput.class, "reviewer");
        this.step = step;
    }

    @Override
    protected AgentOutput handle(AgentInput input, Context context) {
        return step.run(role, input, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }
}
