package dev.catalyst.agents;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.catalyst.lambda.Json;
import dev.catalyst.tasks.Agent;
import dev.catalyst.tasks.TaskKey;
import dev.catalyst.tasks.TurnKey;
import dev.catalyst.tasks.Turns;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Loads and stores conversations, a part per turn. A part over 100 KB lies in the bucket: an item
 * of the table holds 400 KB at most.
 */
final class Conversations {

    private static final int LARGEST_ITEM = 100_000;

    private final Turns turns;
    private final Artifacts artifacts;

    Conversations(Turns turns, Artifacts artifacts) {
        this.turns = turns;
        this.artifacts = artifacts;
    }

    /**
     * A conversation before a turn.
     *
     * @param transcript null if this turn begins it
     * @param redriven whether the task was redriven since the last turn
     */
    record Loaded(Carry carry, @Nullable Transcript transcript, boolean redriven) {}

    Loaded load(TaskKey task, Agent agent, @Nullable String component, int turn, int redrives) {
        var window =
                IntStream.range(Math.max(1, turn - Transcript.WINDOW - 1), turn)
                        .mapToObj(number -> new TurnKey(agent, component, number))
                        .toList();
        Map<Integer, ObjectNode> items = items(task, window);
        ObjectNode last = items.get(turn - 1);
        if (last == null) {
            return new Loaded(Carry.fresh(turn, redrives), null, false);
        }
        Carry carry = Json.read(last.path("carry").toString(), Carry.class);
        boolean redriven = carry.redrives() != redrives;
        carry = carry.redriven(redrives);
        if (carry.closed()) {
            return new Loaded(carry.reopened(turn), null, redriven);
        }
        int first = carry.first();
        int left = turn - 1 - Transcript.WINDOW;
        if (left > first && items.containsKey(left)) {
            carry = carry.remembering(items.get(left).path("summary").asText());
        }
        var opening =
                items.containsKey(first)
                        ? items.get(first)
                        : turns.transcript(task, new TurnKey(agent, component, first))
                                .orElseThrow(() -> new IllegalStateException("no turn " + first));
        var recent = new ArrayList<Transcript.Part>();
        for (int number = Math.max(first + 1, left + 1); number < turn; number++) {
            ObjectNode item = items.get(number);
            if (item != null) {
                recent.add(new Transcript.Part(messages(item), item.path("summary").asText()));
            }
        }
        return new Loaded(
                carry, new Transcript(messages(opening), recent, carry.history()), redriven);
    }

    private Map<Integer, ObjectNode> items(TaskKey task, List<TurnKey> window) {
        var found = new HashMap<Integer, ObjectNode>();
        turns.transcripts(task, window)
                .forEach(item -> found.put(item.path("number").asInt(), item));
        return found;
    }

    /** The item's content for a turn's part. */
    ObjectNode part(
            TaskKey task, TurnKey key, List<ChatMessage> messages, String summary, Carry carry) {
        String json = ChatMessageSerializer.messagesToJson(messages);
        ObjectNode item =
                Json.MAPPER.createObjectNode().put("number", key.turn()).put("summary", summary);
        item.set("carry", Json.MAPPER.valueToTree(carry));
        return json.getBytes(StandardCharsets.UTF_8).length <= LARGEST_ITEM
                ? item.put("messages", json)
                : item.put(
                        "messages_key",
                        artifacts.putText(task, "transcripts/" + fileName(key), json));
    }

    private static String fileName(TurnKey key) {
        return key.toString().replace('#', '-');
    }

    private List<ChatMessage> messages(ObjectNode item) {
        String json =
                item.has("messages_key")
                        ? artifacts.text(item.path("messages_key").asText())
                        : item.path("messages").asText("[]");
        return ChatMessageDeserializer.messagesFromJson(json);
    }
}
