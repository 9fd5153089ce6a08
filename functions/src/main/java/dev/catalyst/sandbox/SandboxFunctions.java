package dev.catalyst.sandbox;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.Tracing;
import dev.catalyst.lambda.Transient;
import dev.catalyst.workspace.Language;

import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The functions that run code, one per language. */
public final class SandboxFunctions {

    private static final Map<Language, String> VARIABLES =
            Map.of(
                    Language.JAVA, "SANDBOX_JAVA",
                    Language.PYTHON, "SANDBOX_PYTHON",
                    Language.NODE, "SANDBOX_NODE");

    private final LambdaClient lambda;
    private final Map<Language, String> names;

    SandboxFunctions(LambdaClient lambda, Map<Language, String> names) {
        this.lambda = lambda;
        this.names = Map.copyOf(names);
    }

    /** Those whose names the environment gives. */
    public static SandboxFunctions of(Env env) {
        var names = new EnumMap<Language, String>(Language.class);
        VARIABLES.forEach(
                (language, variable) ->
                        env.optional(variable).ifPresent(name -> names.put(language, name)));
        return new SandboxFunctions(Patient.CLIENT, names);
    }

    /**
     * Whether code can be run that a model wrote (or, where not live, the offline generator's own);
     * throws {@link SandboxUnavailable} that says what to install.
     */
    public void probe(boolean live) {
        if (live) {
            answer(Run.probe(false));
        }
    }

    Verdict run(Run run) {
        Verdict verdict = answer(run).verdict();
        if (verdict == null) {
            throw new IllegalStateException("the sandbox answered neither verdict nor reason");
        }
        return verdict;
    }

    private Answer answer(Run run) {
        String name = names.get(run.runtime());
        if (name == null) {
            throw new IllegalStateException(
                    VARIABLES.get(run.runtime()) + " is not set: the template gives it");
        }
        InvokeResponse response =
                lambda.invoke(
                        invoke ->
                                invoke.functionName(name)
                                        .payload(SdkBytes.fromUtf8String(Json.write(run))));
        if (response.functionError() != null) {
            throw new Transient(
                    name + " failed: " + response.payload().asUtf8String(), (Throwable) null);
        }
        Answer answer = Json.read(response.payload().asUtf8String(), Answer.class);
        if (answer.unavailable() != null) {
            throw new SandboxUnavailable(answer.unavailable());
        }
        return answer;
    }

    /** A client that waits for as long as a run may take, and does not start it twice. */
    private static final class Patient {
        static final LambdaClient CLIENT =
                LambdaClient.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .socketTimeout(Duration.ofMinutes(6)))
                        .overrideConfiguration(
                                Tracing.calls().toBuilder()
                                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                                        .build())
                        .build();
    }
}
