package dev.catalyst.llm;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Calls of each provider's model, with every address turned to a server of the test. */
final class ProviderCalls implements BeforeEachCallback, AfterEachCallback {

    static final String KEY = "sk-0123456789abcdef0123456789abcdef";

    private final Map<String, String> before = new HashMap<>();
    private final Circuits circuits = new Circuits.OfProcess();

    @Override
    public void beforeEach(ExtensionContext context) {
        set("aws.region", "us-east-1");
        set("aws.accessKeyId", "test");
        set("aws.secretAccessKey", "test");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        before.forEach(
                (name, value) -> {
                    if (value == null) {
                        System.clearProperty(name);
                    } else {
                        System.setProperty(name, value);
                    }
                });
    }

    private void set(String property, String value) {
        before.putIfAbsent(property, System.getProperty(property));
        System.setProperty(property, value);
    }

    /** Bedrock at the server, with this patience for a silent stream. */
    ConverseClient bedrock(FakeProvider server, Duration silence) {
        set("aws.endpointUrlBedrockRuntime", server.url());
        return Bedrock.client(HttpClient.newHttpClient(), silence);
    }

    ModelCall.Result call(Dialect dialect, FakeProvider server, Duration time) {
        set("aws.endpointUrlBedrockRuntime", server.url());
        String v1 = server.url() + "/v1";
        Map<String, String> settings =
                Map.of(
                        "OPENAI_BASE_URL", v1,
                        "OPENAI_API_KEY", KEY,
                        "ANTHROPIC_API_KEY", KEY,
                        "GOOGLE_API_KEY", KEY,
                        "OLLAMA_BASE_URL", server.url());
        var models =
                new ChatModels(
                        name -> Optional.ofNullable(settings.get(name)),
                        Prices.current(),
                        () -> new Redirected(server.url()),
                        () -> {
                            throw new AssertionError("not offline");
                        });
        var tool =
                ToolSpecification.builder()
                        .name("read_file")
                        .description("Reads a file")
                        .parameters(
                                JsonObjectSchema.builder()
                                        .addStringProperty("path")
                                        .required("path")
                                        .build())
                        .build();
        var request =
                ChatRequest.builder()
                        .messages(SystemMessage.from("Agent: coder"), UserMessage.from("Go on"))
                        .toolSpecifications(tool)
                        .build();
        var patience =
                new Patience(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofSeconds(5));
        return new ModelCall(circuits, patience, InstantSource.system(), new Random(1))
                .call(
                        dialect.model(),
                        models.model(dialect.model()),
                        request,
                        new Limits(time, time),
                        () -> false,
                        () -> true);
    }
}
