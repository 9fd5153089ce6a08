package dev.catalyst.local.cli;

import dev.catalyst.lambda.Configuration;
import dev.catalyst.lambda.Outgoing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** Whether the configured model provider answers, and takes the key. */
record ProviderCheck(Configuration configuration) {

    private static final String WHAT = "model";

    List<Finding> findings() {
        var provider = configuration.find("DEFAULT_LLM_PROVIDER").orElse("offline");
        return List.of(
                switch (provider) {
                    case "anthropic" ->
                            ask(
                                    provider,
                                    "https://api.anthropic.com/v1/models",
                                    "x-api-key",
                                    key("ANTHROPIC_API_KEY"));
                    case "openai" ->
                            ask(
                                    provider,
                                    configuration
                                                    .find("OPENAI_BASE_URL")
                                                    .orElse("https://api.openai.com/v1")
                                            + "/models",
                                    "Authorization",
                                    "Bearer " + key("OPENAI_API_KEY"));
                    case "google" ->
                            ask(
                                    provider,
                                    "https://generativelanguage.googleapis.com/v1beta/models",
                                    "x-goog-api-key",
                                    key("GOOGLE_API_KEY"));
                    case "ollama" ->
                            ask(
                                    provider,
                                    configuration
                                                    .find("OLLAMA_BASE_URL")
                                                    .orElse("http://localhost:11434")
                                            + "/api/tags",
                                    "Accept",
                                    "application/json");
                    case "bedrock" ->
                            Finding.ok(
                                    WHAT,
                                    "bedrock: uses AWS's own credentials, not looked at here");
                    default ->
                            Finding.ok(
                                    WHAT,
                                    "offline: simulated by the built-in generator. Set DEFAULT_LLM_PROVIDER for a language model.");
                });
    }

    /** A reference to a secret is resolved on AWS; here the provider is asked without it. */
    private String key(String name) {
        return configuration.find(name).orElse("");
    }

    private Finding ask(String provider, String address, String header, String value) {
        var request =
                HttpRequest.newBuilder(URI.create(address))
                        .timeout(Duration.ofSeconds(10))
                        .header("anthropic-version", "2023-06-01")
                        .header(header, value)
                        .build();
        try (var client = Outgoing.http(configuration::find)) {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status == 401 || status == 403) {
                return Finding.fail(
                        WHAT,
                        "%s refuses the key (%d): set another one".formatted(provider, status));
            }
            return Finding.ok(
                    WHAT, "%s answers at %s".formatted(provider, request.uri().getHost()));
        } catch (IOException e) {
            return Finding.fail(
                    WHAT,
                    "%s cannot be reached at %s: check the address, the network and HTTPS_PROXY"
                            .formatted(provider, request.uri().getHost()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Finding.fail(WHAT, provider + ": interrupted");
        }
    }
}
