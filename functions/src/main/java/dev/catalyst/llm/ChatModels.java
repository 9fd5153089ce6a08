package dev.catalyst.llm;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;

import java.net.http.HttpClient;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which model each agent uses, and the LangChain4j model behind a name. Settings are read when a
 * model is first asked for, not before: keys must not be part of a function's snapshot.
 */
public final class ChatModels {

    /** The most output tokens that a call asks for: a whole file of some 25,000 characters. */
    public static final int MAX_OUTPUT = 8192;

    private static final String OPENAI = "https://api.openai.com/v1";

    private final Function<String, Optional<String>> settings;
    private final Prices prices;
    private final Supplier<HttpClient> http;
    private final Supplier<ChatModel> offline;
    private final ConcurrentHashMap<ModelName, ChatModel> made = new ConcurrentHashMap<>();

    /**
     * Models after these settings (a variable's name to its value).
     *
     * @param http the client of all providers, with the proxy and authorities in use
     */
    public ChatModels(
            Function<String, Optional<String>> settings,
            Prices prices,
            Supplier<HttpClient> http,
            Supplier<ChatModel> offline) {
        this.settings = settings;
        this.prices = prices;
        this.http = http;
        this.offline = offline;
    }

    /** The agent's model. */
    public ModelName nameFor(String agent) {
        return new ModelChoice(settings).nameFor(agent);
    }

    /** The output tokens that a call of this model asks for, and that are reserved for it. */
    public int maxOutput(ModelName name) {
        return prices.of(name)
                .map(Price::maxOutput)
                .map(most -> Math.min(most, MAX_OUTPUT))
                .orElse(MAX_OUTPUT);
    }

    /** The model; without retries and time-outs of its own, which are {@link ModelCall}'s. */
    public ChatModel model(ModelName name) {
        return made.computeIfAbsent(name, this::make);
    }

    private ChatModel make(ModelName name) {
        return switch (name.provider()) {
            case BEDROCK -> Bedrock.model(name.model(), maxOutput(name), http.get());
            case ANTHROPIC -> anthropic(name);
            case OPENAI -> openAi(name);
            case GOOGLE -> google(name);
            case OLLAMA -> ollama(name);
            case OFFLINE -> offline.get();
        };
    }

    private ChatModel anthropic(ModelName name) {
        return AnthropicChatModel.builder()
                .httpClientBuilder(Wire.over(http.get()))
                .apiKey(require("ANTHROPIC_API_KEY"))
                .modelName(name.model())
                .maxTokens(maxOutput(name))
                .cacheSystemMessages(true)
                .cacheTools(true)
                .maxRetries(0)
                .build();
    }

    private ChatModel openAi(ModelName name) {
        String url = settings.apply("OPENAI_BASE_URL").orElse(OPENAI);
        var builder =
                OpenAiChatModel.builder()
                        .httpClientBuilder(Wire.over(http.get()))
                        .baseUrl(url)
                        .apiKey(require("OPENAI_API_KEY"))
                        .modelName(name.model())
                        .maxRetries(0);
        // OpenAI's newer models refuse the old name of the bound, other servers know that one alone
        if (url.startsWith("https://api.openai.com")) {
            builder.maxCompletionTokens(maxOutput(name));
        } else {
            builder.maxTokens(maxOutput(name));
        }
        return builder.build();
    }

    private ChatModel google(ModelName name) {
        return GoogleAiGeminiChatModel.builder()
                .httpClientBuilder(Wire.over(http.get()))
                .apiKey(require("GOOGLE_API_KEY"))
                .modelName(name.model())
                .maxOutputTokens(maxOutput(name))
                .maxRetries(0)
                .build();
    }

    private ChatModel ollama(ModelName name) {
        return OllamaChatModel.builder()
                .httpClientBuilder(Wire.over(http.get()))
                .baseUrl(settings.apply("OLLAMA_BASE_URL").orElse("http://localhost:11434"))
                .modelName(name.model())
                .numPredict(maxOutput(name))
                // its own default of 4096 tokens would cut our prompts without a word
                .numCtx(32_768)
                .maxRetries(0)
                .build();
    }

    private String require(String variable) {
        return settings.apply(variable)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        variable + " is not set: the chosen model needs it"));
    }
}
