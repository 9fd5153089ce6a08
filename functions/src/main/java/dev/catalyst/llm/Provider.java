package dev.catalyst.llm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who answers a model call; each with the model that is taken where none is configured. */
public enum Provider {
    BEDROCK("us.anthropic.claude-sonnet-4-5-20250929-v1:0"),
    ANTHROPIC("claude-sonnet-4-5"),
    OPENAI("gpt-4.1-mini"),
    GOOGLE("gemini-2.5-flash"),
    OLLAMA("qwen3-coder"),
    /** The deterministic generator inside Catalyst: no language model, no network. */
    OFFLINE("offline");

    private final String defaultModel;

    Provider(String defaultModel) {
        this.defaultModel = defaultModel;
    }

    public String defaultModel() {
        return defaultModel;
    }

    /** The name in configuration and on the wire: lower case. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Provider> named(String name) {
        return Arrays.stream(values())
                .filter(provider -> provider.wireName().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
