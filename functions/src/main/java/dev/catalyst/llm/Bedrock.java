package dev.catalyst.llm;

import dev.catalyst.lambda.Outgoing;
import dev.langchain4j.model.bedrock.BedrockCachePointPlacement;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.chat.ChatModel;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensInput;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Bedrock's Converse API, by the function's own role or whatever credentials the machine has. */
final class Bedrock {

    /** Longer than any call may take: ModelCall cuts calls, not the socket. */
    private static final Duration SOCKET_TIMEOUT = Duration.ofMinutes(15);

    private Bedrock() {}

    static ChatModel model(String id, int maxOutput, Function<String, Optional<String>> settings) {
        var parameters = BedrockChatRequestParameters.builder();
        parameters.maxOutputTokens(maxOutput);
        if (cachesPrompts(id)) {
            parameters.promptCaching(BedrockCachePointPlacement.AFTER_SYSTEM);
        }
        return BedrockChatModel.builder()
                .client(client(settings))
                .modelId(id)
                .defaultRequestParameters(parameters.build())
                .maxRetries(0)
                .build();
    }

    /** A call that asks for the model and costs nothing. */
    static void countTokens(String id, Function<String, Optional<String>> settings) {
        var word =
                Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText("x"));
        try (var client = client(settings)) {
            client.countTokens(
                    count ->
                            count.modelId(id)
                                    .input(
                                            CountTokensInput.fromConverse(
                                                    ConverseTokensRequest.builder()
                                                            .messages(word.build())
                                                            .build())));
        }
    }

    private static BedrockRuntimeClient client(Function<String, Optional<String>> settings) {
        var http =
                UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(10))
                        .socketTimeout(SOCKET_TIMEOUT)
                        .proxyConfiguration(proxy(settings));
        settings.apply("CA_BUNDLE")
                .map(Path::of)
                .map(Outgoing::authorities)
                .ifPresent(trusted -> http.tlsTrustManagersProvider(() -> trusted));
        return BedrockRuntimeClient.builder()
                .httpClientBuilder(http)
                // the environment before system properties: those may hold an emulator's
                // credentials
                .credentialsProvider(
                        AwsCredentialsProviderChain.of(
                                EnvironmentVariableCredentialsProvider.create(),
                                DefaultCredentialsProvider.builder().build()))
                .overrideConfiguration(
                        configuration ->
                                configuration
                                        .retryStrategy(DefaultRetryStrategy.doNotRetry())
                                        .addExecutionInterceptor(new Meter()))
                .build();
    }

    private static ProxyConfiguration proxy(Function<String, Optional<String>> settings) {
        var proxy =
                ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariablesValues(false)
                        .nonProxyHosts(Outgoing.directHosts(settings));
        settings.apply("HTTPS_PROXY")
                .map(URI::create)
                .ifPresent(
                        address -> {
                            proxy.endpoint(address);
                            Outgoing.user(address)
                                    .ifPresent(
                                            user ->
                                                    proxy.username(user.name())
                                                            .password(user.password()));
                        });
        return proxy.build();
    }

    /** Prompt caching is refused by models that do not have it. */
    private static boolean cachesPrompts(String id) {
        return id.contains("anthropic.claude")
                && !id.contains("claude-3-haiku")
                && !id.contains("claude-3-sonnet");
    }

    /** Notes what was billed, even if LangChain4j does not know the answer's stop reason. */
    private static final class Meter implements ExecutionInterceptor {
        @Override
        public void beforeUnmarshalling(
                Context.BeforeUnmarshalling context, ExecutionAttributes attributes) {
            if (context.httpResponse().isSuccessful()) {
                Exchange.answered("");
            }
        }

        @Override
        public void afterUnmarshalling(
                Context.AfterUnmarshalling context, ExecutionAttributes attributes) {
            if (context.response() instanceof ConverseResponse converse) {
                TokenUsage usage = converse.usage();
                Exchange.billed(
                        usage == null
                                ? Usage.NONE
                                : new Usage(
                                        number(usage.inputTokens()), number(usage.outputTokens())));
            }
        }

        private static long number(@Nullable Integer tokens) {
            return tokens == null ? 0 : tokens;
        }
    }
}
