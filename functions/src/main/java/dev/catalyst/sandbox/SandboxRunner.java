package dev.catalyst.sandbox;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;

/** The machine's step that brings a workspace to the sandbox of its runtime. */
public final class SandboxRunner extends StepHandler<RunRequest, RunResult> {

    private final Runs runs;

    public SandboxRunner() {
        this(
                new Runs(
                        Wiring.s3(),
                        Wiring.presigner(),
                        Env.current().require("BUCKET_NAME"),
                        SandboxFunctions.of(Env.current())));
    }

    SandboxRunner(Runs runs) {
        super(RunRequest.class);
        this.runs = runs;
    }

    @Override
    protected RunResult handle(RunRequest request, Context context) {
        return runs.run(request);
    }
}
