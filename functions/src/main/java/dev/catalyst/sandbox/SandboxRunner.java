package dev.catalyst.sandbox;

import com.amazonaws.services.lambda.runtime.Context;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.lambda.StepHandler;
import dev.catalyst.lambda.Wiring;

/** The machine's step that brings a workspace to the sandbox of its runtime. */
public final class SandboxRunner extends StepHandler<RunRequest, RunResult> {

    private final Runs runs;

    public SandboxRunner() {
        this(
                StartCheck.needs("BUCKET_NAME", "SANDBOX_JAVA", "SANDBOX_PYTHON", "SANDBOX_NODE")
                        .passed());
    }

    private SandboxRunner(Env env) {
        this(
                new Runs(
                        Wiring.s3(),
                        Wiring.presigner(),
                        env.require("BUCKET_NAME"),
                        SandboxFunctions.of(env)));
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
