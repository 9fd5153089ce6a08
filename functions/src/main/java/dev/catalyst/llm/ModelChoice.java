package dev.catalyst.llm;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Which model each agent uses, after these settings (a variable's name to its value). */
public record ModelChoice(Function<String, Optional<String>> settings) {

    /**
     * The agent's model: LLM_MODEL_&lt;AGENT&gt;, else DEFAULT_LLM_MODEL of DEFAULT_LLM_PROVIDER.
     */
    public ModelName nameFor(String agent) {
        Provider provider = defaultProvider();
        return settings.apply("LLM_MODEL_" + agent.toUpperCase(Locale.ROOT))
                .or(() -> settings.apply("DEFAULT_LLM_MODEL"))
                .map(name -> ModelName.parse(name, provider))
                .orElseGet(() -> new ModelName(provider, provider.defaultModel()));
    }

    /** Bedrock, where nothing is said: on one machine the host says offline. */
    private Provider defaultProvider() {
        String name = settings.apply("DEFAULT_LLM_PROVIDER").orElse("bedrock");
        return Provider.named(name)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "DEFAULT_LLM_PROVIDER is "
                                                + name
                                                + ": it must be one of bedrock, anthropic, openai,"
                                                + " google, ollama, offline"));
    }
}
