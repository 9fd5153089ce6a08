package dev.catalyst.local;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.llm.Tags;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A task whose model, in OpenAI's protocol, does something wrong until it is cured. */
final class Patient {

    private final String noun;
    private final String agent;
    private final UnaryOperator<ObjectNode> symptom;
    private final CountDownLatch cure = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();

    /** One whose agent answers in this way. */
    Patient(String noun, String agent, UnaryOperator<ObjectNode> symptom) {
        this.noun = noun;
        this.agent = agent;
        this.symptom = symptom;
    }

    String prompt() {
        return "Build a " + noun + " app with text";
    }

    /** Lessons of other tasks may name this one's prompt, too. */
    boolean isAsked(List<ChatMessage> messages) {
        return messages.stream()
                .filter(UserMessage.class::isInstance)
                .map(message -> Tags.read(((UserMessage) message).singleText(), "task_prompt"))
                .flatMap(Optional::stream)
                .anyMatch(prompt()::equals);
    }

    ObjectNode answer(List<ChatMessage> messages, ObjectNode good) {
        asked.incrementAndGet();
        var system = ((SystemMessage) messages.getFirst()).text();
        boolean sick = cure.getCount() > 0 && system.startsWith("Agent: " + agent);
        return sick ? symptom.apply(good) : good;
    }

    /** How often its model was asked. */
    int asked() {
        return asked.get();
    }

    void cure() {
        cure.countDown();
    }

    static ObjectNode calls(ObjectNode answer, String tool, Map<String, ?> arguments) {
        said(answer)
                .putArray("tool_calls")
                .addObject()
                .put("id", "call-" + System.nanoTime())
                .put("type", "function")
                .putObject("function")
                .put("name", tool)
                .put("arguments", Json.write(arguments));
        return answer;
    }

    static ObjectNode says(ObjectNode answer, String text, String reason) {
        said(answer).put("content", text).remove("tool_calls");
        choice(answer).put("finish_reason", reason);
        return answer;
    }

    /** Changes the arguments of every call of a tool. */
    static ObjectNode with(ObjectNode answer, String tool, UnaryOperator<ObjectNode> change) {
        for (var call : said(answer).path("tool_calls")) {
            var function = (ObjectNode) call.path("function");
            if (function.path("name").asText().equals(tool)) {
                var arguments = (ObjectNode) Json.tree(function.path("arguments").asText());
                function.put("arguments", Json.write(change.apply(arguments)));
            }
        }
        return answer;
    }

    private static ObjectNode choice(ObjectNode answer) {
        return (ObjectNode) answer.path("choices").get(0);
    }

    private static ObjectNode said(ObjectNode answer) {
        return (ObjectNode) choice(answer).path("message");
    }
}
