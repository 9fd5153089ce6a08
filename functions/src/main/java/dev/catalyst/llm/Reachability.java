package dev.catalyst.llm;

import dev.catalyst.lambda.Outgoing;

import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether the chosen provider answers and takes the key, asked by a call that costs nothing; {@code
 * settings} gives a variable's value.
 */
public record Reachability(Function<String, Optional<String>> settings) {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What was found: whether models can be called, and in words for people. */
    public record Found(boolean ok, String detail) {}

    private static final Found OFFLINE =
            new Found(true, "offline: simulated by the built-in generator");

    /** The provider without a call. */
    public Found configured() {
        var name = new ModelChoice(settings).nameFor("planner");
        return name.simulated() ? OFFLINE : new Found(true, name + " is configured, not called");
    }

    /** Asks the provider; ends within ten seconds. */
    public Found ask() throws InterruptedException {
        var name = new ModelChoice(settings).nameFor("planner");
        return switch (name.provider()) {
            case OFFLINE -> OFFLINE;
            case BEDROCK -> bedrock(name.model());
            case ANTHROPIC ->
                    ask(
                            name,
                            "https://api.anthropic.com/v1/models",
                            "x-api-key",
                            "ANTHROPIC_API_KEY");
            case OPENAI ->
                    ask(
                            name,
                            settings.apply("OPENAI_BASE_URL").orElse("https://api.openai.com/v1")
                                    + "/models",
                            "Authorization",
                            "OPENAI_API_KEY");
            case GOOGLE ->
                    ask(
                            name,
                            "https://generativelanguage.googleapis.com/v1beta/models",
                            "x-goog-api-key",
                            "GOOGLE_API_KEY");
            case OLLAMA ->
                    ask(
                            name,
                            settings.apply("OLLAMA_BASE_URL").orElse("http://localhost:11434")
                                    + "/api/tags",
                            "Accept",
                            "");
        };
    }

    private Found ask(ModelName name, String address, String header, String variable)
            throws InterruptedException {
        var provider = name.provider().wireName();
        var key = variable.isEmpty() ? "application/json" : settings.apply(variable).orElse("");
        var request =
                HttpRequest.newBuilder(URI.create(address))
                        .timeout(PATIENCE)
                        .header("anthropic-version", "2023-06-01")
                        .header(header, header.equals("Authorization") ? "Bearer " + key : key)
                        .build();
        try (var client = Outgoing.http(settings)) {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            var host = request.uri().getHost();
            if (status == 401 || status == 403) {
                return new Found(
                        false,
                        "%s refuses the key (%d): set another one".formatted(provider, status));
            }
            // a server that speaks the protocol may have no list of models
            return status < 500 && status != 429
                    ? new Found(true, "%s answers at %s".formatted(provider, host))
                    : new Found(
                            false,
                            "%s answers %d at %s: look at the provider's status page"
                                    .formatted(provider, status, host));
        } catch (IOException e) {
            return new Found(
                    false,
                    "%s cannot be reached at %s: check the address, the network and HTTPS_PROXY"
                            .formatted(provider, request.uri().getHost()));
        }
    }

    private Found bedrock(String model) {
        try (var client = Outgoing.http(settings)) {
            Bedrock.countTokens(model, client);
            return new Found(true, "bedrock answers for " + model);
        } catch (AccessDeniedException refused) {
            return new Found(
                    false,
                    "bedrock refuses "
                            + model
                            + ": ask for access to the model, and allow bedrock:CountTokens");
        } catch (BedrockRuntimeException answered) {
            // a model that cannot count was still found
            return new Found(
                    answered.statusCode() == 400, "bedrock answers: " + answered.getMessage());
        }
    }
}
