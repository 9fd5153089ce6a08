package dev.catalyst.llm.offline;

import com.fasterxml.jackson.databind.JsonNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.Tags;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Drives the offline model through the six agents' conversations, with files in memory. */
final class Agents {

    private static final int MOST_TURNS = 20;

    final Map<String, String> files = new LinkedHashMap<>();
    final OfflineModel model = new OfflineModel();
    int turns;

    /** An agent's conversation up to its answer. */
    JsonNode answer(String agent, String... namesAndBlocks) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(SystemMessage.from("Agent: " + agent + "\nDo your part."));
        var blocks = new StringBuilder("Here is what you need.\n");
        for (int i = 0; i < namesAndBlocks.length; i += 2) {
            blocks.append(Tags.block(namesAndBlocks[i], namesAndBlocks[i + 1])).append("\n\n");
        }
        messages.add(UserMessage.from(blocks.toString()));
        for (int turn = 0; turn < MOST_TURNS; turn++) {
            turns++;
            AiMessage said =
                    model.chat(ChatRequest.builder().messages(messages).build()).aiMessage();
            messages.add(said);
            for (var call : said.toolExecutionRequests()) {
                if (call.name().equals("finish")) {
                    return Json.tree(call.arguments());
                }
                messages.add(ToolExecutionResultMessage.from(call, use(call)));
            }
        }
        throw new AssertionError(agent + " does not finish");
    }

    private String use(ToolExecutionRequest call) {
        JsonNode arguments = Json.tree(call.arguments());
        String path = arguments.path("path").asText();
        return switch (call.name()) {
            case "write_file" -> {
                files.put(path, arguments.path("content").asText());
                yield "Wrote " + path;
            }
            case "read_file" -> files.getOrDefault(path, "Error: there is no file " + path);
            default -> throw new AssertionError("no such tool: " + call.name());
        };
    }

    /** All agents up to the tester: what they write is in {@link #files}. */
    Agents write(String prompt) {
        String plan = answer("planner", "task_prompt", prompt).toString();
        JsonNode architecture = answer("architect", "plan", plan);
        for (var component : architecture.path("components")) {
            answer(
                    "coder",
                    "plan",
                    plan,
                    "architecture",
                    architecture.toString(),
                    "component",
                    component.path("id").asText());
        }
        answer("tester", "plan", plan, "architecture", architecture.toString());
        return this;
    }

    static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
