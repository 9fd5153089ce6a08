package dev.catalyst.sandbox;

import dev.catalyst.lambda.StepHandler;
import dev.catalyst.workspace.Language;

import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The handlers of this package with given clients, for tests outside of it. */
public final class SandboxHandlers {

    private SandboxHandlers() {}

    public static SandboxFunctions functions(LambdaClient lambda) {
        return new SandboxFunctions(
                lambda,
                Arrays.stream(Language.values())
                        .collect(Collectors.toMap(Function.identity(), Language::wire)));
    }

    public static StepHandler<?, ?> runner(
            S3Client s3, S3Presigner presigner, String bucket, LambdaClient lambda) {
        return new SandboxRunner(new Runs(s3, presigner, bucket, functions(lambda)));
    }
}
