package dev.catalyst.sandbox;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import dev.catalyst.lambda.Env;
import dev.catalyst.lambda.Json;
import dev.catalyst.lambda.StartCheck;
import dev.catalyst.workspace.Language;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Runs code that nobody trusts, of one language; it has no permission and needs none. */
public final class SandboxHandler implements RequestStreamHandler {

    private static final Duration DOWNLOAD = Duration.ofSeconds(60);

    private final Language runtime;
    private final Sandbox sandbox;

    public SandboxHandler() {
        this(StartCheck.needs("SANDBOX_RUNTIME").passed());
    }

    private SandboxHandler(Env env) {
        this(
                Language.of(env.require("SANDBOX_RUNTIME")),
                Sandbox.provided(
                        env.optional("SANDBOX_ALLOW_UNISOLATED")
                                .filter("true"::equals)
                                .isPresent()));
    }

    SandboxHandler(Language runtime, Sandbox sandbox) {
        this.runtime = runtime;
        this.sandbox = sandbox;
    }

    @Override
    public void handleRequest(InputStream in, OutputStream out, Context context)
            throws IOException {
        Json.MAPPER.writeValue(out, answer(Json.MAPPER.readValue(in, Run.class)));
    }

    private Answer answer(Run run) throws IOException {
        if (run.runtime() != runtime) {
            throw new IllegalArgumentException(
                    "this function runs " + runtime.wire() + ", not " + run.runtime().wire());
        }
        try {
            Isolation isolation = sandbox.isolation(run.trusted());
            return new Answer(verdict(run, isolation), null);
        } catch (SandboxUnavailable e) {
            return new Answer(null, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the run was cancelled");
        }
    }

    private Verdict verdict(Run run, Isolation isolation) throws IOException, InterruptedException {
        if (run.kind() == Kind.PROBE) {
            return Verdict.unstarted(Kind.PROBE, isolation.name(), null);
        }
        String link =
                Optional.ofNullable(run.filesUrl())
                        .orElseThrow(() -> new IllegalArgumentException("files_url is missing"));
        try (var client = HttpClient.newHttpClient()) {
            var answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(link)).timeout(DOWNLOAD).build(),
                            BodyHandlers.ofInputStream());
            try (InputStream zip = answer.body()) {
                if (answer.statusCode() != 200) {
                    throw new IOException("the files answered " + answer.statusCode());
                }
                return sandbox.run(run, isolation, zip);
            }
        }
    }
}
