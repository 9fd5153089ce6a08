package dev.catalyst.agents.tester;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.agents.AgentInput;
import dev.catalyst.agents.AgentOutput;
import dev.catalyst.agents.Means;
import dev.catalyst.agents.Step;
import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;

import java.time.Duration;

/** The Tester's step of the task machine. */
public final class Tester extends StepHandler<AgentInput, AgentOutput> {

    private final Step step;
    private final Testing role;

    public Tester() {
        this(StartCheck.needs("TABLE_NAME", "BUCKET_NAME", "MAX_REPAIR_ROUNDS").model().passed());
    }

    private Tester(Env env) {
        this(new Step(Means.of(env)), Integer.parseInt(env.require("MAX_REPAIR_ROUNDS")));
    }

    Tester(Step step, int mostRepairRounds) {
        super(AgentInput.class, "tester");
        this.step = step;
        this.role = new Testing(mostRepairRounds);
    }

    @Override
    protected AgentOutput handle(AgentInput input, Context context) {
        return step.run(role, input, Duration.ofMillis(context.getRemainingTimeInMillis()));
    }
}
