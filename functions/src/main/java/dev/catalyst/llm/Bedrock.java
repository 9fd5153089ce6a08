package dev.catalyst.llm;

import dev.langchain4j.model.bedrock.BedrockCachePointPlacement;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockChatRequestParameters;
import dev.langchain4j.model.chat.ChatModel;

import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensInput;
import software.amazon.awssdk.services.bedrockruntime.model.Message;

import java.net.http.HttpClient;
import java.time.Duration;

/**
 * Bedrock's Converse and ConverseStream, by the function's own role or whatever credentials the
 * machine has.
 */
final class Bedrock {

    /** A model that streams and says nothing for so long has died: prompts are read in less. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private Bedrock() {}

    static ChatModel model(String id, int maxOutput, HttpClient http) {
        var parameters = BedrockChatRequestParameters.builder();
        parameters.maxOutputTokens(maxOutput);
        if (cachesPrompts(id)) {
            parameters.promptCaching(BedrockCachePointPlacement.AFTER_SYSTEM);
        }
        return BedrockChatModel.builder()
                .client(client(http, SILENCE))
                .modelId(id)
                .defaultRequestParameters(parameters.build())
                .maxRetries(0)
                .build();
    }

    /** A call that asks for the model and costs nothing. */
    static void countTokens(String id, HttpClient http) {
        var word =
                Message.builder().role(ConversationRole.USER).content(ContentBlock.fromText("x"));
        try (var client = client(http, SILENCE)) {
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

    static ConverseClient client(HttpClient http, Duration silence) {
        var client =
                BedrockRuntimeAsyncClient.builder()
                        .httpClient(new AwsWire(http))
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
                                                .addExecutionInterceptor(
                                                        new ConverseClient.Witness()))
                        .build();
        return new ConverseClient(client, silence);
    }

    /** Prompt caching is refused by models that do not have it. */
    private static boolean cachesPrompts(String id) {
        return id.contains("anthropic.claude")
                && !id.contains("claude-3-haiku")
                && !id.contains("claude-3-sonnet");
    }
}
