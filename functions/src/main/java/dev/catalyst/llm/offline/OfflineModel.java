package dev.catalyst.llm.offline;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.UnsupportedPrompt;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;

import java.util.List;
import java.util.stream.IntStream;

/**
 * A deterministic generator in the place of a language model: it reads an agent's messages, as any
 * model does, and answers with calls of the same tools. It keeps nothing between calls.
 */
public final class OfflineModel implements ChatModel {

    public static final String NAME = "offline";

    /** The usual rule of thumb: there are no tokens here, but budgets and ledgers want a count. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    /**
     * The next step of the agent that the first system message names.
     *
     * @throws UnsupportedPrompt if a planner's prompt is none of the offline language
     */
    @Override
    public ChatResponse doChat(ChatRequest request) {
        var conversation = new Conversation(request.messages());
        var move = move(conversation);
        var answer = answer(move, conversation.characters());
        return ChatResponse.builder()
                .aiMessage(answer)
                .modelName(NAME)
                .tokenUsage(
                        new TokenUsage(
                                tokens(conversation.characters()),
                                tokens(answer.toString().length())))
                .finishReason(FinishReason.TOOL_EXECUTION)
                .build();
    }

    private static Move move(Conversation conversation) {
        var moves = new Moves(conversation);
        var agent = conversation.agent();
        return switch (agent) {
            case "planner" -> moves.plan();
            case "architect" -> moves.design();
            case "coder" -> moves.code();
            case "tester" -> moves.test();
            case "reviewer" -> moves.review();
            case "deployer" -> moves.deploy();
            default ->
                    throw new IllegalArgumentException(
                            "the offline generator knows no agent '"
                                    + agent
                                    + "': the first system message begins with 'Agent: planner' or another of the six");
        };
    }

    /** The ids tell calls of one conversation apart: it is longer at each. */
    private static AiMessage answer(Move move, int characters) {
        List<ToolExecutionRequest> calls =
                IntStream.range(0, move.uses().size())
                        .mapToObj(
                                i ->
                                        ToolExecutionRequest.builder()
                                                .id("call-" + characters + "-" + i)
                                                .name(move.uses().get(i).tool())
                                                .arguments(
                                                        Json.write(move.uses().get(i).arguments()))
                                                .build())
                        .toList();
        return AiMessage.from(move.text(), calls);
    }

    private static int tokens(int characters) {
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }
}
