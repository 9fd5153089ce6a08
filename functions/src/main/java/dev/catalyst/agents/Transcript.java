package dev.catalyst.agents;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A conversation as a model gets it: its opening, then the last turns; those between are one line
 * each. So a turn's size, and its cost, do not grow with the number of turns.
 *
 * @param opening the system's and the first user's message, and the first turn
 * @param recent the last turns, oldest first
 * @param history what happened between, a line a turn; may be empty
 */
record Transcript(List<ChatMessage> opening, List<Part> recent, String history) {

    /** Turns that are given whole. */
    static final int WINDOW = 8;

    /** Characters that the turns of the window may have together; older ones shrink to a line. */
    static final int WINDOW_CHARACTERS = 120_000;

    private static final String NO_RESULT = "There is no result: the call was interrupted.";

    /** One turn: what was said, and a line that tells of it. */
    record Part(List<ChatMessage> messages, String summary) {
        Part {
            messages = List.copyOf(messages);
        }

        int characters() {
            return messages.stream().mapToInt(message -> message.toString().length()).sum();
        }
    }

    Transcript {
        opening = List.copyOf(opening);
        recent = List.copyOf(recent);
    }

    /**
     * The messages for the next call.
     *
     * @param fresh what was added in this turn so far
     * @param note goes to the end of the last message
     */
    List<ChatMessage> messages(List<ChatMessage> fresh, String note) {
        int whole = wholeTurns();
        var told = new StringBuilder(history);
        recent.subList(0, recent.size() - whole)
                .forEach(part -> told.append('\n').append(part.summary()));
        var all = new ArrayList<ChatMessage>();
        for (ChatMessage message : opening) {
            all.add(
                    message instanceof UserMessage user && !told.isEmpty() && all.size() == 1
                            ? UserMessage.from(
                                    user.singleText()
                                            + "\n\nWhat happened since:\n"
                                            + told.toString().strip())
                            : message);
        }
        recent.subList(recent.size() - whole, recent.size())
                .forEach(part -> all.addAll(part.messages()));
        all.addAll(fresh);
        List<ChatMessage> sound = withoutDanglingCalls(all);
        return withNote(sound, note);
    }

    private int wholeTurns() {
        int characters = 0;
        int whole = 0;
        for (Part part : recent.reversed()) {
            characters += part.characters();
            if (whole > 0 && characters > WINDOW_CHARACTERS) {
                break;
            }
            whole++;
        }
        return whole;
    }

    /**
     * Every tool call followed by exactly one result: providers refuse a conversation that is not
     * so.
     */
    static List<ChatMessage> withoutDanglingCalls(List<ChatMessage> messages) {
        var sound = new ArrayList<ChatMessage>();
        var open = new LinkedHashMap<String, ToolExecutionRequest>();
        for (ChatMessage message : messages) {
            if (message instanceof ToolExecutionResultMessage result) {
                if (open.remove(result.id()) != null) {
                    sound.add(result);
                }
                continue;
            }
            close(open, sound);
            sound.add(message);
            if (message instanceof AiMessage answer) {
                var seen = new HashSet<String>();
                answer.toolExecutionRequests().stream()
                        .filter(call -> seen.add(call.id()))
                        .forEach(call -> open.put(call.id(), call));
            }
        }
        close(open, sound);
        return sound;
    }

    private static void close(
            LinkedHashMap<String, ToolExecutionRequest> open, List<ChatMessage> sound) {
        open.values().forEach(call -> sound.add(ToolExecutionResultMessage.from(call, NO_RESULT)));
        open.clear();
    }

    private static List<ChatMessage> withNote(List<ChatMessage> messages, String note) {
        var noted = new ArrayList<>(messages);
        ChatMessage last = noted.removeLast();
        noted.add(
                switch (last) {
                    case ToolExecutionResultMessage result ->
                            ToolExecutionResultMessage.from(
                                    result.id(), result.toolName(), result.text() + "\n\n" + note);
                    case UserMessage user -> UserMessage.from(user.singleText() + "\n\n" + note);
                    default -> last;
                });
        return noted;
    }
}
